package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code logs}: the newest lines, and with {@code -f} each further one as it is written. */
final class LogsCommand {
    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");
    private static final int SILENCE_MS = 20_000;

    private final Context context;
    private int least;
    private long seen;

    LogsCommand(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError {
        long lines = asked.number("lines", 100, 0);
        String level = asked.option("level");
        if (level != null) {
            least = LEVELS.indexOf(level.toLowerCase(Locale.ROOT));
            if (least < 0) {
                throw asked.wrong("--level is one of " + String.join(", ", LEVELS) + ", not `" + level + "`");
            }
        }
        LocalApi api = context.api();
        List<Fields> entries = wanted(fetch(api, 0));
        List<Fields> newest = entries.subList((int) Math.max(0, entries.size() - lines), entries.size());
        boolean follow = asked.has("follow");
        if (context.json() && !follow) {
            List<Object> rows = new ArrayList<>();
            for (Fields entry : newest) {
                rows.add(entry.members());
            }
            context.print(rows);
        } else {
            for (Fields entry : newest) {
                print(entry);
            }
        }
        if (follow) {
            follow(api);
        }
        return Failure.DONE;
    }

    /** Until the process ends: that is no mistake of anyone, so it is no failure either. */
    private void follow(LocalApi api) throws Failure {
        while (true) {
            context.terminal().out().flush();
            try (Events events = api.events(SILENCE_MS)) {
                catchUp(api);
                if (events == null) {
                    throw Failure.failed(
                            "cannot follow the log", "the process offers no events", "ask again without --follow");
                }
                for (Events.Event event = events.next(); event != null; event = events.next()) {
                    if (event.type().equals("log")) {
                        take(event.data());
                    } else if (event.type().equals("reset")) {
                        catchUp(api);
                    }
                    context.terminal().out().flush();
                }
            } catch (Failure e) {
                if (e.exitCode() == Failure.NOTHING_RUNNING) {
                    context.note("atelier: the process has ended");
                    return;
                }
                throw e;
            }
        }
    }

    private void catchUp(LocalApi api) throws Failure {
        for (Fields entry : wanted(fetch(api, seen))) {
            print(entry);
        }
    }

    private void take(Fields entry) {
        if (entry.number("seq", Long.MAX_VALUE) > seen) {
            seen = entry.number("seq", seen);
            if (loudEnough(entry)) {
                print(entry);
            }
        }
    }

    private List<Fields> fetch(LocalApi api, long after) throws Failure {
        Fields answer = Fields.of(api.read("/daemon/logs?after=" + after, "cannot read the log"));
        List<Fields> entries = answer.list("entries");
        for (Fields entry : entries) {
            seen = Math.max(seen, entry.number("seq", 0));
        }
        seen = Math.max(seen, answer.number("seq", 0));
        return entries;
    }

    private List<Fields> wanted(List<Fields> entries) {
        List<Fields> loud = new ArrayList<>();
        for (Fields entry : entries) {
            if (loudEnough(entry)) {
                loud.add(entry);
            }
        }
        return loud;
    }

    private boolean loudEnough(Fields entry) {
        return LEVELS.indexOf(entry.text("level").toLowerCase(Locale.ROOT)) >= least || least == 0;
    }

    private void print(Fields entry) {
        context.say(context.json() ? Shown.json(Json.write(entry.members())) : line(context, entry));
    }

    static String line(Context context, Fields entry) {
        String level = Shown.line(entry.text("level")).toUpperCase(Locale.ROOT);
        String mood = mood(level);
        String padded = level + " ".repeat(Math.max(0, 5 - level.length()));
        return Shown.line(entry.text("ts")) + " "
                + (mood == null ? padded : context.terminal().tinted(padded, mood)) + " "
                + Shown.line(entry.text("category", entry.text("target"))) + ": " + message(entry);
    }

    /** Its further lines are indented: they must not look like entries of their own. */
    private static String message(Fields entry) {
        return Shown.text(entry.text("message")).replace("\n", "\n    ");
    }

    private static @Nullable String mood(String level) {
        return switch (level) {
            case "ERROR" -> "bad";
            case "WARN" -> "odd";
            case "INFO" -> null;
            default -> "quiet";
        };
    }
}
