package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Terminal;
import java.util.List;

/** A job, with a bar on a terminal and nothing elsewhere: standard output is for the result. */
final class JobWatch implements Watch.Subject {
    private static final int BAR = 30;

    private final String id;
    private final Terminal terminal;
    private final Live live;

    JobWatch(String id, Terminal terminal) {
        this.id = id;
        this.terminal = terminal;
        this.live = new Live(terminal);
    }

    /** The whole record at its end, with its result. */
    static Fields untilItEnds(String id, LocalApi api, Terminal terminal) throws Failure {
        JobWatch job = new JobWatch(id, terminal);
        new Watch(api, job).untilItEnds();
        job.live.clear();
        return job.read(api);
    }

    static boolean isOver(Fields job) {
        String status = job.text("status");
        return !status.equals("queued") && !status.equals("running");
    }

    @Override
    public String title() {
        return "job " + id;
    }

    @Override
    public String event() {
        return "job";
    }

    @Override
    public boolean isThis(Fields data) {
        return data.text("jobId").equals(id);
    }

    @Override
    public boolean over(Fields now) {
        return isOver(now);
    }

    @Override
    public Fields read(LocalApi api) throws Failure {
        return Fields.of(api.read("/jobs/" + LocalApi.segment(id), "no job `" + id + "`"));
    }

    @Override
    public void show(Fields now) {
        if (!terminal.live() || isOver(now)) {
            return;
        }
        double progress = now.decimal("progress", -1);
        String line = now.text("kind") + " " + now.text("model") + "  "
                + (progress < 0 ? now.text("status") : Live.bar(progress, BAR, terminal.unicode())) + "  "
                + now.text("progressText");
        live.show(List.of(line));
    }

    @Override
    public String whenLost() {
        return "start it and submit again";
    }
}
