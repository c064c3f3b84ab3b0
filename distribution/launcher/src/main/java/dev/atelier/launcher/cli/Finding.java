package dev.atelier.launcher.cli;

/** One thing the doctor looked at; a remedy wherever it is not fine. */
record Finding(State state, String subject, String what, String remedy) {
    enum State {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String subject, String what) {
        return new Finding(State.OK, subject, what, "");
    }

    /** It works, but not all of it or not as well as it could. */
    static Finding warn(String subject, String what, String remedy) {
        return new Finding(State.WARN, subject, what, remedy);
    }

    static Finding fail(String subject, String what, String remedy) {
        return new Finding(State.FAIL, subject, what, remedy);
    }

    String word() {
        return switch (state) {
            case OK -> "ok";
            case WARN -> "warn";
            case FAIL -> "fail";
        };
    }
}
