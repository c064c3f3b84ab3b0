package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;

/** Follows something to its end by the live events, and by asking when those break. */
final class Watch {
    /** After so long without an event it is asked for, in case the stream only looks alive. */
    private static final int SILENCE_MS = 5_000;

    private final LocalApi api;
    private final Subject subject;

    Watch(LocalApi api, Subject subject) {
        this.api = api;
        this.subject = subject;
    }

    /** What is followed. */
    interface Subject {
        /** For a person: {@code job 17}. */
        String title();

        /** The type of its events. */
        String event();

        /** Whether an event's data is about this one; then it is all of it. */
        boolean isThis(Fields data);

        boolean over(Fields now);

        Fields read(LocalApi api) throws Failure;

        void show(Fields now);

        /** What to do when the process went away meanwhile. */
        String whenLost();
    }

    Fields untilItEnds() throws Failure {
        return untilItEnds(ask());
    }

    /** @param begun how it stands, as far as is known */
    Fields untilItEnds(Fields begun) throws Failure {
        Fields last = begun;
        subject.show(last);
        try (Events events = subject.over(last) ? null : api.events(SILENCE_MS)) {
            if (events != null) {
                last = ask(); // what happened before the stream was open
                last = follow(events, last);
            }
        }
        Pause pause = new Pause();
        while (!subject.over(last)) {
            pause.before(subject.title());
            last = ask();
        }
        return last;
    }

    private Fields follow(Events events, Fields before) throws Failure {
        Fields last = before;
        while (!subject.over(last)) {
            Events.Event event = events.next();
            if (event == null) {
                return last;
            }
            if (event.type().equals(subject.event()) && subject.isThis(event.data())) {
                last = event.data();
                subject.show(last);
            } else if (event.type().equals("silence") || event.type().equals("reset")) {
                last = ask();
            }
        }
        return last;
    }

    private Fields ask() throws Failure {
        try {
            Fields now = subject.read(api);
            subject.show(now);
            return now;
        } catch (Failure e) {
            if (e.exitCode() == Failure.NOTHING_RUNNING) {
                throw Failure.failed(
                        subject.title() + " was not seen to its end", "the process went away", subject.whenLost());
            }
            throw e;
        }
    }
}
