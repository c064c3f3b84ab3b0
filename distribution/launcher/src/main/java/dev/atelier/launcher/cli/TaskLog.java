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
    /** One event may have a megabyte, and a command little memory. */
    private static final int PAGE = 20;

    private final Context context;
    private final StudioApi agents;
    private final String task;
    private final TaskEvents events;
    private long seen;

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
        read(session);
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
                seen = 0;
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

    /** A stream that breaks costs nothing: what it did not bring is read. */
    private void follow(String session) throws Failure {
        Pause pause = new Pause();
        while (!streamed(session)) {
            boolean over = session(session).has("completedAt");
            read(session);
            if (over) {
                break;
            }
            pause.before("task " + task);
        }
        events.flush();
    }

    /** Whether it brought all there was to the end. */
    private boolean streamed(String session) throws Failure {
        try (Events stream = agents.events(path(session) + "/stream?after=" + seen, SILENCE_MS)) {
            Events.Event event = stream == null ? null : stream.next();
            while (stream != null && event != null) {
                switch (event.type()) {
                    case "end" -> {
                        return true;
                    }
                    case "event" -> tell(event.data());
                    case "silence" -> {
                        if (missed(session)) { // the line may be dead
                            return false;
                        }
                    }
                    default -> {} // of a newer studio
                }
                event = stream.next();
            }
            return false;
        }
    }

    private boolean missed(String session) throws Failure {
        Fields run = session(session);
        return run.has("completedAt") || run.number("lastSeq", 0) > seen;
    }

    /** In pages, from where we are. */
    private void read(String session) throws Failure {
        long before;
        long last;
        do {
            before = seen;
            Fields page = Fields.of(
                    agents.read(path(session) + "/events?limit=" + PAGE + "&after=" + seen, "cannot read the session"));
            last = page.number("lastSeq", 0);
            for (Fields event : page.list("events")) {
                tell(event);
            }
        } while (seen < last && seen > before); // the newest may not be kept any more
    }

    private void tell(Fields entry) {
        seen = entry.number("seq", seen);
        if (context.json()) {
            context.terminal().out().println(Shown.json(Json.write(entry.members())));
        } else {
            events.tell(entry.object("event"));
        }
        context.terminal().out().flush();
    }

    private Fields task() throws Failure {
        return Fields.of(agents.read("/tasks/" + HttpApi.segment(task), "no task `" + task + "`"));
    }

    private Fields session(String session) throws Failure {
        return Fields.of(agents.read(path(session), "cannot follow the session"));
    }

    private static String path(String session) {
        return "/sessions/" + HttpApi.segment(session);
    }
}
