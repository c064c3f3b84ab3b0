package dev.atelier.engine.manager.internal.verify;

import org.jspecify.annotations.Nullable;

/** What is to be judged: the bytes by their hash, and what was handed over with them. */
public final class Evidence {
    private final EngineJar jar;
    private final String sha256;
    private final long size;
    private final byte @Nullable [] manifest;
    private final byte @Nullable [] signature;

    /** The arrays are not copied. */
    public Evidence(EngineJar jar, String sha256, long size, byte @Nullable [] manifest, byte @Nullable [] signature) {
        this.jar = jar;
        this.sha256 = sha256;
        this.size = size;
        this.manifest = manifest;
        this.signature = signature;
    }

    EngineJar jar() {
        return jar;
    }

    String sha256() {
        return sha256;
    }

    long size() {
        return size;
    }

    byte @Nullable [] manifest() {
        return manifest;
    }

    byte @Nullable [] signature() {
        return signature;
    }
}
