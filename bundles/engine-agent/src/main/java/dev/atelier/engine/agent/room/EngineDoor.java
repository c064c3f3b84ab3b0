package dev.atelier.engine.agent.room;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.Containers;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.run.AgentHost;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The container engine, looked for again now and then: it may have come, gone or been replaced. */
final class EngineDoor implements AgentHost.Engines {
    private final EngineChoice choice;
    private final long fresh;
    private @Nullable ContainerEngine last;
    private long since;

    EngineDoor(EngineChoice choice, Duration fresh) {
        this.choice = choice;
        this.fresh = fresh.toNanos();
    }

    @Override
    public synchronized ContainerEngine engine() throws EngineException {
        ContainerEngine known = last;
        if (known == null || System.nanoTime() - since >= fresh) {
            last = null;
            known = Containers.connect(choice);
            last = known;
            since = System.nanoTime();
        }
        return known;
    }
}
