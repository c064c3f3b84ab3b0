package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Terminal;
import java.util.List;

/** A part of an engine being added: a bar on a terminal, nothing elsewhere. */
final class PartWatch implements Watch.Subject {
    private static final int BAR = 30;

    private final String engine;
    private final String part;
    private final Terminal terminal;
    private final Live live;

    PartWatch(String engine, String part, Terminal terminal) {
        this.engine = engine;
        this.part = part;
        this.terminal = terminal;
        this.live = new Live(terminal);
    }

    @Override
    public String title() {
        return "adding " + part + " to engine " + engine;
    }

    @Override
    public String event() {
        return "part";
    }

    @Override
    public boolean isThis(Fields data) {
        return data.text("engine").equals(engine) && data.text("part").equals(part);
    }

    @Override
    public boolean over(Fields now) {
        return !now.text("state").equals("running");
    }

    @Override
    public Fields read(LocalApi api) throws Failure {
        String path = "/engines/" + LocalApi.segment(engine) + "/parts/" + LocalApi.segment(part);
        return Fields.of(api.read(path, "cannot follow " + title())).object("adding");
    }

    @Override
    public void show(Fields now) {
        if (!terminal.live()) {
            return;
        }
        if (over(now)) {
            live.clear();
            return;
        }
        double share = now.decimal("fraction", -1);
        String how = share < 0 ? "" : Live.bar(share, BAR, terminal.unicode()) + "  ";
        live.show(List.of(part + "  " + how + now.text("text")));
    }

    @Override
    public String whenLost() {
        return "start it and add it again; what was there before is as it was";
    }
}
