package dev.atelier.launcher.start;

/** The help text of the start commands. */
final class StartHelp {
    private StartHelp() {}

    static String of(String command) {
        return command.equals("runtime") ? RUNTIME : ofRole(command);
    }

    private static final String RUNTIME = """
            Usage: atelier runtime [options]

            Starts a runtime: it hosts Workers for one trusted backend, by HTTP and WebSocket. Only that backend
            may reach it: no browser, no user, no other network.

              --home DIR               where this process keeps its own (default: $ATELIER_HOME, then ~/.atelier)
              --bind ADDR[:PORT]       numeric address it listens on (default 127.0.0.1); also --runtime-bind
              --port N                 its port, 0 for any free one (default 38800); ATELIER_HTTP_PORT is the console's
              --runtime-id ID          what the backend calls it (default: made up); a file store needs one
              --display-name TEXT      for people
              --store memory|fs        whether Workers survive a restart (default memory)
              --fs-root DIR            folder of the file store; means --store fs
              --local-token TOKEN      bearer token of the backend (default: the one in state/runtime-token)
              --local-token-env NAME   the environment variable that holds it; others cannot read that
              --max-transcript-projection-items N
                                       largest page of a transcript (default 256)
              --max-event-batch-items N
                                       largest batch of events (default 256)
              --detach                 start in the background and return when ready
              --help                   this text

            Once it can serve it prints `ready runtime URL`; address and token are in run/endpoints.json.
            Ctrl-C, SIGTERM or `atelier stop` end it gracefully. Exit codes: 1 store or port, 2 wrong options.
            """;

    private static String ofRole(String command) {
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
