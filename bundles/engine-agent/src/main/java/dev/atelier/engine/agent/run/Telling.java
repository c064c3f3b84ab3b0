package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.wire.agent.api.Told;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server what happens in a run. A run may take several containers, one after the other: it begins once and
 * ends once all the same. One thread's.
 */
final class Telling {
    private final SessionServer server;
    private final Set<String> changed = new HashSet<>();
    private volatile TaskSecrets secrets = TaskSecrets.NONE; // what is refused to it is told on other threads
    private boolean begun;
    private AgentEvent.@Nullable SessionEnd end;

    Telling(SessionServer server) {
        this.server = server;
    }

    void hide(TaskSecrets values) {
        secrets = values;
    }

    /** Something the agent said, its values hidden already. */
    void agent(AgentEvent event, EventMeta meta) {
        if (event instanceof AgentEvent.SessionStart) {
            if (begun) {
                return;
            }
            begun = true;
        }
        if (event instanceof AgentEvent.SessionEnd last) {
            end = last;
            return;
        }
        if (event instanceof FileChange change) {
            changed.add(change.path());
        }
        server.event(Told.Source.AGENT, event.json(), told(meta));
    }

    /** Something that happened to the agent. */
    void worker(AgentEvent event) {
        AgentEvent shown = event;
        if (event instanceof AgentEvent.TextOutput text) {
            shown = new AgentEvent.TextOutput(secrets.masked(text.content()), text.stream());
        } else if (event instanceof AgentEvent.ErrorOutput error) {
            shown = new AgentEvent.ErrorOutput(secrets.masked(error.content()));
        } else if (event instanceof AgentEvent.UserResponse response) {
            shown = new AgentEvent.UserResponse(secrets.masked(response.response()));
        }
        server.event(Told.Source.WORKER, shown.json(), null);
    }

    /**
     * What no agent has told of its own.
     *
     * @param folder of the repository, as the agent's own events name its files: with a slash, or empty
     */
    void changes(String folder, Snapshot snapshot) {
        for (Snapshot.Change change : snapshot.changed()) {
            String path = folder + change.path();
            if (changed.add(path)) {
                String from = change.from() == null ? null : folder + change.from();
                worker(new FileChange(path, kind(change.kind()), from, null));
            }
        }
        for (String left : snapshot.leftOut()) {
            worker(new AgentEvent.ErrorOutput(
                    "not recorded: " + folder + left + " is a repository of its own inside this one"));
        }
    }

    /** Only now is it known that no other run follows, and that nothing else went wrong. */
    void over(Optional<AgentFailure> failure) {
        AgentEvent.SessionEnd last = end;
        if (last != null) {
            String error = last.success()
                    ? failure.map(why -> secrets.masked(String.valueOf(why.getMessage())))
                            .orElse(null)
                    : last.error();
            server.event(Told.Source.AGENT, new AgentEvent.SessionEnd(error).json(), null);
        }
    }

    private static AgentEvent.Change kind(Snapshot.Kind kind) {
        return switch (kind) {
            case ADDED -> AgentEvent.Change.CREATE;
            case MODIFIED -> AgentEvent.Change.MODIFY;
            case DELETED -> AgentEvent.Change.DELETE;
            case RENAMED -> AgentEvent.Change.RENAME;
        };
    }

    private static Told.@Nullable Meta told(EventMeta meta) {
        return meta.equals(EventMeta.NONE)
                ? null
                : new Told.Meta(
                        meta.callId(), meta.parentCallId(), meta.requestId(), meta.multiSelect(), meta.truncated());
    }
}
