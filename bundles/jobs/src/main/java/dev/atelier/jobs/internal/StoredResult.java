package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineResult;
import org.jspecify.annotations.Nullable;

/**
 * A result that has been taken over from its engine.
 *
 * @param file name within the job's folder
 * @param type content type of the bytes that are really there
 * @param result reads from the file
 * @param unwritten the text that belongs into the file and is still to be written, else null
 */
record StoredResult(
        String file,
        String type,
        long bytes,
        EngineResult result,
        @Nullable String unwritten) {}
