package dev.atelier.launcher.start;

/** The help text of the start commands. */
final class StartHelp {
    private StartHelp() {}

    static String of(String command) {
        return """
                Usage: atelier %s [options]

                %s

                  --home DIR     where this process keeps its own (default: $ATELIER_HOME, then ~/.atelier)
                  --port N       port of the console, 0 for any free one (default 4780)
                  --bind ADDR    address the console listens on (default 127.0.0.1)
                  --detach       start in the background and return when ready
                  --help         this text

                Ctrl-C, SIGTERM or `atelier stop` end it gracefully.
                """.formatted(command, purpose(command));
    }

    private static String purpose(String command) {
        return switch (command) {
            case "up" -> "Starts everything this installation has, in one process.";
            case "run" -> "Starts the worker.";
            default -> "Starts the role " + command + ".";
        };
    }
}
