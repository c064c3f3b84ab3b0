package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;

/** An operation on the engines, step by step. */
record OperationWatch(String id, OperationView view) implements Watch.Subject {
    @Override
    public String title() {
        return "operation " + id;
    }

    @Override
    public String event() {
        return "operation";
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
        return Fields.of(api.read("/engines/operations/" + LocalApi.segment(id), "cannot follow operation " + id));
    }

    @Override
    public void show(Fields now) {
        view.show(now);
    }

    @Override
    public String whenLost() {
        return "start it again; its journal completes or undoes the operation";
    }
}
