package dev.atelier.fake.studio;

import dev.atelier.wire.api.RejectCode;
import org.jspecify.annotations.Nullable;

/** What became of an offer. */
public sealed interface Outcome {
    /** Turned down. */
    record Rejected(String reason, @Nullable RejectCode code) implements Outcome {}

    /** Taken and failed, or failed at once. */
    record Failed(String error, boolean retryable) implements Outcome {}

    /** @param result a JSON document, as its text */
    record Json(String result, @Nullable String prompt) implements Outcome {}

    /** A binary result was stored. */
    record Binary(Upload upload) implements Outcome {}

    /** The session ended first. */
    record Lost() implements Outcome {}
}
