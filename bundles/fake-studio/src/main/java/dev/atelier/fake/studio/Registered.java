package dev.atelier.fake.studio;

import dev.atelier.wire.api.Registrations;
import java.time.Instant;

/** A worker's request for an identity, and the id it was noted under. */
public record Registered(Instant at, String requestId, Registrations.Request request) {}
