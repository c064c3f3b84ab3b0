package dev.atelier.containers.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The standard streams of a container. One thread may read while another writes. */
@ProviderType
public interface Attachment extends Closeable {
    /** Closing it is the end of the container's standard input; its output goes on. */
    OutputStream stdin();

    /** What it prints next; empty when it prints no more. */
    Optional<Output> next() throws IOException;

    /** A piece of one of its two output streams. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Output(boolean error, byte[] bytes) {}
}
