package dev.atelier.launcher.start;

/** The help text of the start commands. */
final class StartHelp {
    private StartHelp() {}

    static String of(String command) {
        return """
                Usage: atelier %s [options]

                %s

                  --home DIR     where this process keeps its own (default: $ATELIER_HOME, then ~/.atelier)
                  --port N       port of %s, 0 for any free one (default 4780)
                  --bind ADDR    address it listens on (default 127.0.0.1)%s
                  --detach       start in the background and return when ready
                  --help         this text

                %s
                Ctrl-C, SIGTERM or `atelier stop` end it gracefully.
                """.formatted(command, purpose(command), listener(command), others(command), ready(command));
    }

    private static boolean studio(String command) {
        return command.equals("up") || command.equals("studio");
    }

    private static String listener(String command) {
        return studio(command) ? "the console and the studio" : "the console";
    }

    private static String others(String command) {
        return studio(command) ? ";\n                 0.0.0.0 for a studio that workers of other machines reach" : "";
    }

    private static String ready(String command) {
        String says =
                switch (command) {
                    case "up" -> "`ready worker URL`, `ready studio URL` and at last `ready up URL` of the console";
                    case "run" -> "`ready worker URL`";
                    default -> "`ready " + command + " URL`";
                };
        return "Once it can serve it prints " + says + ".";
    }

    private static String purpose(String command) {
        return switch (command) {
            case "up" ->
                "Starts everything this installation has, in one process: a worker and the studio it works for,\n"
                        + "unless another studio is configured.";
            case "run" -> "Starts the worker.";
            case "studio" ->
                "Starts a studio: it takes jobs, hands them to the workers that joined it, and keeps what they\nmake.";
            default -> "Starts the role " + command + ".";
        };
    }
}
