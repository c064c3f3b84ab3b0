package dev.atelier.fake.studio;

import org.jspecify.annotations.Nullable;

/** What the operator of the studio says to those who ask for an identity. */
public record Approval(
        Verdict verdict,
        String reason,
        @Nullable String workerId,
        @Nullable String authToken) {

    enum Verdict {
        PENDING,
        APPROVED,
        REJECTED,
        NOT_FOUND
    }

    public static Approval pending() {
        return new Approval(Verdict.PENDING, "", null, null);
    }

    /** A name for each request, a new token for each poll. */
    public static Approval approved() {
        return new Approval(Verdict.APPROVED, "", null, null);
    }

    public static Approval approvedAs(String workerId, String authToken) {
        return new Approval(Verdict.APPROVED, "", workerId, authToken);
    }

    public static Approval rejected(String reason) {
        return new Approval(Verdict.REJECTED, reason, null, null);
    }

    public static Approval notFound() {
        return new Approval(Verdict.NOT_FOUND, "", null, null);
    }
}
