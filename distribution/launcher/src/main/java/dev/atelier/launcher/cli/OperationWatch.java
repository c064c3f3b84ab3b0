package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;

/** Follows an operation to its end by the live events, and by asking when those break. */
final class OperationWatch {
    /** After so long without an event it is asked for, in case the stream only looks alive. */
    private static final int SILENCE_MS = 5_000;

    private final LocalApi api;
    private final OperationView view;

    OperationWatch(LocalApi api, OperationView view) {
        this.api = api;
        this.view = view;
    }

    Fields untilItEnds(String id) throws Failure {
        Fields last = ask(id);
        try (Events events = running(last) ? api.events(SILENCE_MS) : null) {
            if (events != null) {
                last = ask(id); // what happened before the stream was open
                last = follow(events, id, last);
            }
        }
        Pause pause = new Pause();
        while (running(last)) {
            pause.before("operation " + id);
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
            if (event.type().equals("operation") && event.data().text("id").equals(id)) {
                last = event.data();
                view.show(last);
            } else if (event.type().equals("silence") || event.type().equals("reset")) {
                last = ask(id);
            }
        }
        return last;
    }

    private Fields ask(String id) throws Failure {
        try {
            Fields operation =
                    Fields.of(api.read("/engines/operations/" + LocalApi.segment(id), "cannot follow operation " + id));
            view.show(operation);
            return operation;
        } catch (Failure e) {
            if (e.exitCode() == Failure.NOTHING_RUNNING) {
                throw Failure.failed(
                        "operation " + id + " was not seen to its end",
                        "the process went away",
                        "start it again; its journal completes or undoes the operation");
            }
            throw e;
        }
    }

    private static boolean running(Fields operation) {
        return operation.text("state").equals("running");
    }
}
