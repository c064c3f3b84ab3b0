package dev.atelier.runtime.api;

/** A place to poll from; nothing is pushed. */
public record EventSubscription(String runtimeId, EventCursor cursor) {
    public static final String MODE = "poll_only";
}
