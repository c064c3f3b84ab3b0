package dev.atelier.jobs.api;

import org.jspecify.annotations.Nullable;

/** Parts a text, as it comes, into what a model thinks first, told once and whole, and what it says. */
public final class Thoughts {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final StringBuilder held = new StringBuilder();
    private Part part = Part.UNKNOWN;
    private @Nullable String thought;

    private enum Part {
        UNKNOWN,
        THINKING,
        /** Spaces between the thought and the answer belong to neither. */
        BETWEEN,
        SAYING
    }

    /** @return what can be told of the answer now, perhaps nothing */
    public String add(String piece) {
        if (part == Part.SAYING) {
            return piece;
        }
        held.append(piece);
        if (part == Part.UNKNOWN) {
            String begun = held.toString().stripLeading();
            if (begun.startsWith(OPEN)) {
                held.delete(0, held.indexOf(OPEN) + OPEN.length());
                part = Part.THINKING;
            } else if (OPEN.startsWith(begun)) {
                return "";
            } else {
                part = Part.SAYING;
                return taken();
            }
        }
        if (part == Part.THINKING) {
            int end = held.indexOf(CLOSE);
            if (end < 0) {
                return "";
            }
            thought = held.substring(0, end).strip();
            held.delete(0, end + CLOSE.length());
            part = Part.BETWEEN;
        }
        String rest = held.toString().stripLeading();
        if (rest.isEmpty()) {
            return "";
        }
        part = Part.SAYING;
        held.setLength(0);
        return rest;
    }

    /** Once. */
    public @Nullable String takeThought() {
        String whole = thought;
        thought = null;
        return whole;
    }

    /** What is left when no more comes: the beginning of a tag that was none, or a thought that never ended. */
    public String rest() {
        if (part == Part.THINKING) {
            thought = taken().strip();
            return "";
        }
        return taken();
    }

    private String taken() {
        String all = held.toString();
        held.setLength(0);
        return all;
    }
}
