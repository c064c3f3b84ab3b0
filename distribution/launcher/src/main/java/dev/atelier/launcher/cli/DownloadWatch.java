package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.io.Units;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows the download of a model to its end: a bar a file on a terminal, else a line as each of them ends. */
final class DownloadWatch {
    private static final int SILENCE_MS = 5_000;
    private static final int BAR = 30;

    private final LocalApi api;
    private final Terminal terminal;
    private final boolean quiet;
    private final Live live;
    private final Set<String> told = new HashSet<>();

    /** @param quiet for those who want nothing but the end */
    DownloadWatch(LocalApi api, Terminal terminal, boolean quiet) {
        this.api = api;
        this.terminal = terminal;
        this.quiet = quiet;
        this.live = new Live(terminal);
    }

    Fields untilItEnds(String id, Fields begun) throws Failure {
        Fields last = begun;
        show(last);
        try (Events events = running(last) ? api.events(SILENCE_MS) : null) {
            if (events != null) {
                last = ask(id); // what happened before the stream was open
                last = follow(events, id, last);
            }
        }
        Pause pause = new Pause();
        while (running(last)) {
            pause.before("the download of " + id);
            last = ask(id);
        }
        return last;
    }

    private Fields follow(Events events, String id, Fields before) throws Failure {
        Fields last = before;
        while (running(last)) {
            Events.Event event = events.next();
            if (event == null) {
                return last;
            }
            if (event.type().equals("download") && event.data().text("id").equals(id)) {
                last = event.data();
                show(last);
            } else if (event.type().equals("silence") || event.type().equals("reset")) {
                last = ask(id);
            }
        }
        return last;
    }

    private Fields ask(String id) throws Failure {
        try {
            Fields download = Fields.of(
                    api.read("/models/" + LocalApi.segment(id) + "/download", "cannot follow the download of " + id));
            show(download);
            return download;
        } catch (Failure e) {
            if (e.exitCode() == Failure.NOTHING_RUNNING) {
                throw Failure.failed(
                        "the download of " + id + " was not seen to its end",
                        "the process went away",
                        "start it and download again; what has come is kept");
            }
            throw e;
        }
    }

    private void show(Fields download) {
        if (quiet) {
            return;
        }
        if (terminal.live()) {
            List<String> lines = new ArrayList<>();
            download.list("files").forEach(file -> lines.add(line(file)));
            live.show(lines);
            return;
        }
        for (Fields file : download.list("files")) {
            String state = file.text("state");
            if (!state.equals("running") && told.add(file.text("file"))) {
                String size = state.equals("done") ? " (" + Units.bytes(file.number("bytes", 0)) + ")" : "";
                terminal.out().println(Shown.ours(file.text("file") + " " + state + size));
            }
        }
        terminal.out().flush();
    }

    private String line(Fields file) {
        long bytes = file.number("bytes", 0);
        long total = file.number("total", -1);
        String state = file.text("state");
        String how = !state.equals("running")
                ? state
                : total > 0 ? Live.bar((double) bytes / total, BAR, terminal.unicode()) : "";
        return file.text("file") + "  " + how + "  " + Units.bytes(bytes)
                + (total > 0 && state.equals("running") ? " of " + Units.bytes(total) : "");
    }

    private static boolean running(Fields download) {
        return download.text("state").equals("running");
    }
}
