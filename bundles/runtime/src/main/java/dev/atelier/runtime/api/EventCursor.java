package dev.atelier.runtime.api;

/** The first event the next poll may return. */
public record EventCursor(String runtimeId, long nextEventId) {}
