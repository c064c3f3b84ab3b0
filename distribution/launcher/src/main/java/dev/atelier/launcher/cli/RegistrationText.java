package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Fields;

/** A registration in the words people know from elsewhere. */
final class RegistrationText {
    private RegistrationText() {}

    static String of(Fields status, boolean running) {
        Fields registration = status.object("registration");
        return switch (registration.text("state")) {
            case "approved" -> "approved as " + status.text("workerId");
            case "pending" -> "pending operator approval (request " + registration.text("requestId") + ")";
            case "rejected" ->
                "rejected (" + registration.text("reason", "no reason given")
                        + "); ask again with `atelier register --reset`";
            default -> pristine(status.object("config").text("apiBaseUrl"), running);
        };
    }

    private static String pristine(String url, boolean running) {
        if (url.isEmpty()) {
            return "not registered (no studio; connect one with `atelier register --api-base-url URL`)";
        }
        return running ? "not registered (asking)" : "not registered (will auto-register on next launch)";
    }
}
