package dev.atelier.engine.host.internal;

/** A child ended while it was needed. */
final class Crash extends Exception {
    private static final long serialVersionUID = 1L;

    private final String words;
    private final boolean wanted;

    /** @param wanted whether we ended it ourselves, which is nobody's fault */
    Crash(String message, boolean wanted) {
        super(message);
        this.words = message;
        this.wanted = wanted;
    }

    /** How it ended, for a person. */
    String words() {
        return words;
    }

    boolean wanted() {
        return wanted;
    }
}
