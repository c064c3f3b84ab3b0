package dev.atelier.runtime.api;

/** A bundle in a list. */
public record ConfigBundleSummary(ConfigBundle.Metadata metadata, long profileCount, long declarationCount) {
    public static final String DIGEST_ALGORITHM = "sha256";
}
