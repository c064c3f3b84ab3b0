package dev.atelier.engine.manager.internal.journal;

import org.jspecify.annotations.Nullable;

/**
 * One version of an engine as the journal keeps it. The hash of its bytes is its name: two builds may carry the same
 * version.
 *
 * @param origin {@code shipped}, {@code deploy}, {@code upload}, {@code catalogue}
 * @param sequence of the signed manifest it came with
 * @param at when it was let in, milliseconds
 */
public record Installed(
        String engine,
        String sha256,
        String bsn,
        String version,
        long size,
        String origin,
        boolean signed,
        @Nullable String keyId,
        @Nullable Long sequence,
        long at,
        @Nullable About about) {

    Installed withAbout(About told) {
        return new Installed(engine, sha256, bsn, version, size, origin, signed, keyId, sequence, at, told);
    }

    /** How people see it: {@code dev.atelier.engine.synthetic 0.1.0}. */
    public String bundle() {
        return bsn + " " + version;
    }
}
