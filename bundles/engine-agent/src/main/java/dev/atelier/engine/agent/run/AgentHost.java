package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.git.SafeDelete;
import dev.atelier.engine.agent.git.Worktrees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What runs find on this host.
 *
 * @param state where each task has a folder
 * @param threads as many as are wanted; each run takes a handful
 */
public record AgentHost(
        AgentSettings settings,
        Worktrees worktrees,
        Path state,
        Engines engines,
        Ownership ownership,
        ImageBuilds builds,
        Leftovers leftovers,
        Executor threads,
        Clock clock) {
    static final String HOME = "home";

    /** The container engine of now; it may come and go. */
    public interface Engines {
        ContainerEngine engine() throws EngineException;
    }

    /** For an agent that is spoken with, run after run. */
    public AgentHost forTalks() {
        return new AgentHost(
                settings.forTalks(), worktrees, state, engines, ownership, builds, leftovers, threads, clock);
    }

    /** What an agent kept for its next run goes; there is none. */
    public void forget(String taskId) throws IOException {
        SafeDelete.tree(folder(taskId).resolve(HOME));
    }

    Path folder(String taskId) {
        return state.resolve("tasks").resolve(taskId);
    }
}
