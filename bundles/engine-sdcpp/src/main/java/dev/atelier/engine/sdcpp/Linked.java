package dev.atelier.engine.sdcpp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a program, or a library beside it, was built for Vulkan: then it names the loader. Builds for the processor
 * alone or for CUDA do not, and need none.
 */
final class Linked {
    private static final int CHUNK = 1 << 16;

    private final String loader;
    private final AtomicReference<@Nullable Known> last = new AtomicReference<>();

    private record Known(Path program, FileTime modified, boolean vulkan) {}

    Linked(Platform.Os os) {
        this.loader = os.loader();
    }

    /** Reads the program, the first time. */
    boolean vulkan(Path program) {
        Optional<Boolean> known = known(program);
        if (known.isPresent()) {
            return known.get();
        }
        if (loader.isEmpty()) {
            return false;
        }
        boolean vulkan = names(program) || libraries(program).anyMatch(this::names);
        try {
            last.set(new Known(program, Files.getLastModifiedTime(program), vulkan));
        } catch (IOException e) {
            return vulkan; // gone meanwhile, which its start will tell
        }
        return vulkan;
    }

    /** At once. */
    Optional<Boolean> known(Path program) {
        Known known = last.get();
        try {
            return known != null
                            && known.program().equals(program)
                            && known.modified().equals(Files.getLastModifiedTime(program))
                    ? Optional.of(known.vulkan())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<Path> libraries(Path program) {
        try (Stream<Path> files = Files.list(program.toAbsolutePath().resolveSibling(""))) {
            return files
                    .filter(file -> String.valueOf(file.getFileName())
                            .matches("(lib)?(stable-diffusion|ggml)[^/]*\\.(so[.\\d]*|dll)"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private boolean names(Path file) {
        byte[] wanted = loader.getBytes(StandardCharsets.US_ASCII);
        byte[] window = new byte[CHUNK + wanted.length];
        try (InputStream in = Files.newInputStream(file)) {
            int kept = 0;
            for (int n = in.read(window, 0, CHUNK); n > 0; n = in.read(window, kept, CHUNK)) {
                int length = kept + n;
                if (new String(window, 0, length, StandardCharsets.ISO_8859_1).contains(loader)) {
                    return true;
                }
                kept = Math.min(wanted.length - 1, length);
                System.arraycopy(Arrays.copyOfRange(window, length - kept, length), 0, window, 0, kept);
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
