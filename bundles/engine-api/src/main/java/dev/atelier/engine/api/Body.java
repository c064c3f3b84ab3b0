package dev.atelier.engine.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Bytes that can be read more than once and need not be in memory. */
@ConsumerType
public interface Body {
    InputStream open() throws IOException;

    long length() throws IOException;

    /** The file behind this body, for those who can move it instead of copying it. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    static Body of(Path file) {
        return new Body() {
            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public long length() throws IOException {
                return Files.size(file);
            }

            @Override
            public Optional<Path> file() {
                return Optional.of(file);
            }
        };
    }

    /** For small results only; big ones are files. The array is not copied. */
    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public long length() {
                return bytes.length;
            }
        };
    }
}
