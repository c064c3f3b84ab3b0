package dev.atelier.launcher.cli;

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

/** The download of a model: a bar a file on a terminal, else a line as each of them ends. */
final class DownloadWatch implements Watch.Subject {
    private static final int BAR = 30;

    private final String id;
    private final Terminal terminal;
    private final boolean quiet;
    private final Live live;
    private final Set<String> told = new HashSet<>();

    /** @param quiet for those who want nothing but the end */
    DownloadWatch(String id, Terminal terminal, boolean quiet) {
        this.id = id;
        this.terminal = terminal;
        this.quiet = quiet;
        this.live = new Live(terminal);
    }

    @Override
    public String title() {
        return "the download of " + id;
    }

    @Override
    public String event() {
        return "download";
    }

    @Override
    public boolean isThis(Fields data) {
        return data.text("id").equals(id);
    }

    @Override
    public boolean over(Fields now) {
        return !now.text("state").equals("running");
    }

    @Override
    public Fields read(LocalApi api) throws Failure {
        return Fields.of(api.read("/models/" + LocalApi.segment(id) + "/download", "cannot follow " + title()));
    }

    @Override
    public void show(Fields now) {
        if (quiet) {
            return;
        }
        if (terminal.live()) {
            List<String> lines = new ArrayList<>();
            now.list("files").forEach(file -> lines.add(line(file)));
            live.show(lines);
            return;
        }
        for (Fields file : now.list("files")) {
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

    @Override
    public String whenLost() {
        return "start it and download again; what has come is kept";
    }
}
