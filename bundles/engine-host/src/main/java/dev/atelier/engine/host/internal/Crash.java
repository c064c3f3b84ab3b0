package dev.atelier.engine.host.internal;

/** A child ended while it was needed. */
final class Crash extends Exception {
    private static final long serialVersionUID = 1L;

    /** The code of a child that took more memory than one may. */
    static final String MEMORY = "memory_limit";

    private final String code;
    private final String words;
    private final boolean wanted;

    /** @param wanted whether we ended it ourselves, which is nobody's fault */
    Crash(String code, String message, boolean wanted) {
        super(message);
        this.code = code;
        this.words = message;
        this.wanted = wanted;
    }

    String code() {
        return code;
    }

    /** How it ended, for a person. */
    String words() {
        return words;
    }

    boolean wanted() {
        return wanted;
    }
}
