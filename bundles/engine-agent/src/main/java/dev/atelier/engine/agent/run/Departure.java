package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.EngineException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a container ended. */
final class Departure {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_STUMBLES = 50;
    private static final long PAUSE_MS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private Departure() {}

    /**
     * Waits for it. An engine may stumble over the wait, above all where a container ends as it begins, and say for a
     * moment that it still runs; as long as it answers it is asked again.
     *
     * @return null when nobody knows: the engine or the container is gone
     */
    static @Nullable ContainerState of(ContainerEngine engine, String id) {
        for (int stumbles = 0; stumbles < MOST_STUMBLES; stumbles++) {
            try {
                return engine.await(id, LONGEST);
            } catch (EngineException e) {
                LOG.atDebug().addKeyValue("container", id).setCause(e).log("waiting for a container broke off");
            }
            try {
                ContainerState state = engine.inspect(id);
                if (!state.running()) {
                    return state;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            } catch (EngineException e) {
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }
}
