package dev.atelier.session.internal;

import dev.atelier.wire.api.Claim;

/** A job that was accepted, and the session it was accepted in. */
record Accepted(Claim claim, Link link, Underway.Entry entry) {}
