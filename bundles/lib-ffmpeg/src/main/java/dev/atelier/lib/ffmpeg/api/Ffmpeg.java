package dev.atelier.lib.ffmpeg.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Part;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Where the program ffmpeg is. Looked up whenever it is asked for, so that one installed a moment ago is found. */
@ProviderType
public interface Ffmpeg {
    /** Whether there is one, as far as that can be told at once. */
    Health health();

    /** The same as a part of the engine that asks, for a person; as far as it can be told at once. */
    Part part();

    /** A program that runs on this machine. May take seconds when it is asked for first; a cancel ends that. */
    Path program(JobContext context) throws EngineException;
}
