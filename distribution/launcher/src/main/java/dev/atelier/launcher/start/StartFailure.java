package dev.atelier.launcher.start;

/** The process cannot start or go on: what, why and what to do, each for a person. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String NAME = "atelier: ";

    StartFailure(String what, String why, String remedy) {
        this(what + " — " + why + "; " + remedy);
    }

    /** With all three in one line already. */
    StartFailure(String line) {
        super(line.startsWith(NAME) ? line : NAME + line);
    }
}
