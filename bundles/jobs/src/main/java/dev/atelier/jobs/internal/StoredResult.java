package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineResult;

/**
 * A result that has been taken over from its engine.
 *
 * @param file name within the job's folder
 * @param type content type of the bytes that are really there
 * @param result reads from the file
 */
record StoredResult(String file, String type, long bytes, EngineResult result) {}
