package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.json.Json;
import org.jspecify.annotations.Nullable;

/** What every command works with. */
record Context(Home home, Terminal terminal, boolean json) {
    /** The running process of this home; {@link Failure#NOTHING_RUNNING} without one. */
    LocalApi api() throws Failure {
        return LocalApi.of(home);
    }

    /** The running process, or null. */
    @Nullable
    LocalApi apiIfRunning() throws Failure {
        try {
            return LocalApi.of(home);
        } catch (Failure e) {
            if (e.exitCode() == Failure.NOTHING_RUNNING) {
                return null;
            }
            throw e;
        }
    }

    void say(String line) {
        terminal.out().println(Shown.ours(line));
    }

    /** What was done, in words or as a document. */
    void done(String said, @Nullable Object document) {
        if (json) {
            print(document);
        } else {
            say(said);
        }
    }

    void note(String line) {
        terminal.out().flush();
        terminal.err().println(Shown.ours(line));
    }

    void print(@Nullable Object value) {
        terminal.out().println(Shown.json(Json.pretty(value)));
    }
}
