package dev.atelier.models.internal;

import dev.atelier.engine.api.EngineException;

/** Names from outside, made fit to be names of files. */
final class ModelNames {
    private ModelNames() {}

    /** A model id as one folder name that cannot lead anywhere else. */
    static String folder(String modelId) {
        String safe = modelId.replaceAll("[^A-Za-z0-9._-]", "_");
        if (safe.isEmpty()) {
            return "_";
        }
        return safe.startsWith(".") ? "_" + safe.substring(1) : safe;
    }

    static String plain(String filename) throws EngineException {
        if (filename.isBlank()
                || filename.contains("/")
                || filename.contains("\\")
                || filename.contains("..")
                || filename.equals(".")
                || filename.matches("^[A-Za-z]:.*")
                || filename.indexOf('\0') >= 0) {
            throw new EngineException("bad_model", "model filename must be a plain file name: " + filename, false);
        }
        return filename;
    }
}
