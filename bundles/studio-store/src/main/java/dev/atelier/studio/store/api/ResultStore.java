package dev.atelier.studio.store.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What jobs made: bytes by job. A result is either there, whole, or not there. */
@ProviderType
public interface ResultStore {
    /** A folder on the same file system, for bodies that are still coming in. */
    Path incoming();

    /** Takes a finished file over, durably. A result the job had before is replaced. */
    void publish(String jobId, String claim, Path file) throws IOException;

    /** A small result, such as a JSON document. */
    void publish(String jobId, String claim, byte[] bytes) throws IOException;

    /** @param claim the one under which the job was completed */
    Optional<Opened> open(String jobId, String claim) throws IOException;

    /** Nothing happens when there is none. */
    void delete(String jobId, String claim) throws IOException;

    /** Bytes to read; close the stream. */
    record Opened(InputStream bytes, long length) {}
}
