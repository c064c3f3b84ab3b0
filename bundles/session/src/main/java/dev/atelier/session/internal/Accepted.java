package dev.atelier.session.internal;

import dev.atelier.wire.api.Claim;
import java.util.concurrent.CompletableFuture;

/**
 * A job that was accepted, and the session it was accepted in.
 *
 * @param known completes when the studio has read the acceptance: an upload takes another connection and must not
 *     overtake it
 */
record Accepted(Claim claim, Link link, Underway.Entry entry, CompletableFuture<Void> known) {}
