package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.json.Json;

/** {@code tasks log}: what agents said and did, so far or to the end of the task. */
final class TaskLog {
    private static final int SILENCE_MS = 60_000;
    private static final int PAGE = 1_000;

    private final Context context;
    private final StudioApi agents;
    private final String task;
    private final TaskEvents events;

    TaskLog(Context context, StudioApi agents, String task) {
        this.context = context;
        this.agents = agents;
        this.task = task;
        this.events = new TaskEvents(context.terminal());
    }

    /** What is known by now of its newest run. */
    void print() throws Failure {
        String session = task().text("sessionId");
        if (session.isEmpty()) {
            context.note("the task waits for a worker; nothing is told of it yet");
            return;
        }
        long seen = 0;
        long last;
        do {
            Fields page = Fields.of(
                    agents.read(path(session) + "/events?limit=" + PAGE + "&after=" + seen, "cannot read the session"));
            last = page.number("lastSeq", 0);
            long before = seen;
            for (Fields event : page.list("events")) {
                tell(event);
                seen = event.number("seq", seen);
            }
            if (seen == before) {
                break; // what was told of last is not kept any more
            }
        } while (seen < last);
        events.flush();
    }

    /** Whatever workers it goes to, until it rests; how it stands then is the answer. */
    Fields follow() throws Failure {
        String followed = "";
        Pause pause = new Pause();
        while (true) {
            Fields now = task();
            String session = now.text("sessionId");
            if (!session.isEmpty() && !session.equals(followed)) {
                follow(session);
                followed = session;
                pause = new Pause();
                continue;
            }
            if (now.text("phase").equals("resting")) {
                return now;
            }
            pause.before("task " + task);
        }
    }

    private void follow(String session) throws Failure {
        Pause pause = new Pause();
        long seen = 0;
        while (true) {
            long before = seen;
            try (Events stream = agents.events(path(session) + "/stream?after=" + seen, SILENCE_MS)) {
                Events.Event event = stream == null ? null : stream.next();
                while (stream != null && event != null) {
                    if (event.type().equals("end")) {
                        events.flush();
                        return;
                    }
                    if (event.type().equals("event")) {
                        tell(event.data());
                        seen = event.data().number("seq", seen);
                        context.terminal().out().flush();
                    }
                    event = stream.next();
                }
            }
            if (seen == before
                    && Fields.of(agents.read(path(session), "cannot follow the session"))
                            .has("completedAt")) {
                events.flush();
                return;
            }
            pause.before("task " + task);
        }
    }

    private void tell(Fields entry) {
        if (context.json()) {
            context.terminal().out().println(Shown.json(Json.write(entry.members())));
        } else {
            events.tell(entry.object("event"));
        }
    }

    private Fields task() throws Failure {
        return Fields.of(agents.read("/tasks/" + HttpApi.segment(task), "no task `" + task + "`"));
    }

    private static String path(String session) {
        return "/sessions/" + HttpApi.segment(session);
    }
}
