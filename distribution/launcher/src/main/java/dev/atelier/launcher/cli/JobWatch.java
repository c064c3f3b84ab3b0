package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Terminal;
import java.util.List;

/** Follows a job to its end, with a bar on a terminal and nothing elsewhere: standard output is for the result. */
final class JobWatch {
    private static final int SILENCE_MS = 5_000;
    private static final int BAR = 30;

    private final LocalApi api;
    private final Terminal terminal;
    private final Live live;

    JobWatch(LocalApi api, Terminal terminal) {
        this.api = api;
        this.terminal = terminal;
        this.live = new Live(terminal);
    }

    static boolean over(Fields job) {
        String status = job.text("status");
        return !status.equals("queued") && !status.equals("running");
    }

    Fields untilItEnds(String id) throws Failure {
        Fields last = ask(id);
        try (Events events = over(last) ? null : api.events(SILENCE_MS)) {
            if (events != null) {
                last = ask(id); // what happened before the stream was open
                last = follow(events, id, last);
            }
        }
        Pause pause = new Pause();
        while (!over(last)) {
            pause.before("job " + id);
            last = ask(id);
        }
        live.clear();
        return ask(id); // the whole record, with its result
    }

    private Fields follow(Events events, String id, Fields before) throws Failure {
        Fields last = before;
        while (!over(last)) {
            Events.Event event = events.next();
            if (event == null) {
                return last;
            }
            if (event.type().equals("job") && event.data().text("jobId").equals(id)) {
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
            Fields job = Fields.of(api.read("/jobs/" + LocalApi.segment(id), "no job `" + id + "`"));
            if (!over(job)) {
                show(job);
            }
            return job;
        } catch (Failure e) {
            if (e.exitCode() == Failure.NOTHING_RUNNING) {
                throw Failure.failed(
                        "job " + id + " was not seen to its end", "the process went away", "start it and submit again");
            }
            throw e;
        }
    }

    private void show(Fields job) {
        if (!terminal.live()) {
            return;
        }
        double progress = job.decimal("progress", -1);
        String state = job.text("status");
        String line = job.text("kind") + " " + job.text("model") + "  "
                + (progress < 0 ? state : Live.bar(progress, BAR, terminal.unicode())) + "  "
                + job.text("progressText");
        live.show(List.of(line));
    }
}
