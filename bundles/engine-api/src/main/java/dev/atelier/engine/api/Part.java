package dev.atelier.engine.api;

import org.jspecify.annotations.Nullable;

/**
 * A program, library or back end that an engine works with, or could.
 *
 * @param id stable name within the engine, a lower-case word
 * @param title one line for a person
 * @param version as the part tells it, once known
 * @param where the file or address it is at, when it is there
 * @param state whether it is there and works
 * @param note what it is good for while it is missing, or what is wrong with it
 * @param addable whether {@link PartsOwner#add} can fetch it
 * @param downloadBytes how much that would fetch; 0 when not known
 */
public record Part(
        String id,
        String title,
        @Nullable String version,
        @Nullable String where,
        State state,
        @Nullable String note,
        boolean addable,
        long downloadBytes) {

    /** How a part stands. */
    public enum State {
        /** There, and what jobs run on. */
        IN_USE,
        /** There, while jobs run on another part. */
        SPARE,
        /** Not on this machine. */
        MISSING,
        /** There, but it does not work here. */
        BROKEN
    }
}
