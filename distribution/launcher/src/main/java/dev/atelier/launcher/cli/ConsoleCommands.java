package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.tree.Invocation;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code console password} and {@code console link}. */
final class ConsoleCommands {
    private static final int LEAST = 8;

    private final Context context;

    ConsoleCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, IOException {
        if (asked.path().equals("console password")) {
            password();
        } else {
            link();
        }
        return Failure.DONE;
    }

    private void password() throws Failure, IOException {
        char[] password = ask();
        try {
            if (password.length < LEAST) {
                throw Failure.failed(
                        "password not set", "it has fewer than " + LEAST + " characters", "choose a longer one");
            }
            Path state = context.home().state();
            Files.createDirectories(state);
            OwnerFiles.write(state.resolve("console-password"), PasswordHash.of(password));
        } finally {
            Arrays.fill(password, '\0');
        }
        context.say("console password set; it counts from the next login on");
    }

    @SuppressWarnings("SystemConsoleNull") // asked for only where there is a terminal
    private char[] ask() throws Failure, IOException {
        Words.unseen("password not set", context.terminal());
        Console console = context.terminal().asks() ? System.console() : null;
        if (console == null) {
            String line = context.terminal().readLine();
            if (line == null) {
                throw Failure.failed(
                        "password not set", "nothing came on standard input", "type one line there or use a terminal");
            }
            return line.toCharArray();
        }
        char[] first = console.readPassword("New console password: ");
        char[] again = console.readPassword("Once more: ");
        if (first == null || again == null || !Arrays.equals(first, again)) {
            throw Failure.failed("password not set", "the two are not the same", "try again");
        }
        Arrays.fill(again, '\0');
        return first;
    }

    private void link() throws Failure {
        LocalApi api = context.api();
        Answer answer = api.send("POST", "/console/login-link", null);
        if (!answer.good()) {
            throw answer.failure("no login link", "log in with the password; set it with `atelier console password`");
        }
        if (context.json()) {
            context.print(answer.json());
        } else {
            context.say(answer.fields().text("url"));
        }
    }
}
