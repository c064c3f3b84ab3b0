package dev.atelier.engine.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What an {@link Engine} also is when it stands on programs or libraries a person may want to see or add. */
@ConsumerType
public interface PartsOwner {
    /** The parts as they are now, the preferred first. Answers at once: looks at the disk at most, never at the network. */
    List<Part> parts();

    /**
     * Fetches a part that is {@link Part#addable addable} and blocks until the next job can run on it. Progress goes to
     * the context; ends soon after {@link JobContext#cancelled()} becomes true, with the part as it was before.
     */
    void add(String part, JobContext context) throws EngineException;
}
