package dev.atelier.studio.store.internal;

import java.util.regex.Pattern;

/** Names of results, whatever a job is called. */
final class ResultNames {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private ResultNames() {}

    static String of(String jobId, String claim) {
        return plain(jobId) + "-" + plain(claim);
    }

    private static String plain(String id) {
        return PLAIN.matcher(id).matches() ? id : "h_" + Hashes.sha256(id);
    }
}
