package dev.atelier.engine.agent.server;

import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineInfo;
import dev.atelier.engine.agent.run.AgentHost;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether a container engine answers, and tells the operator when that changes, or why it does not. */
final class EngineWatch {
    private static final String NONE = "";
    private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);

    private final Supplier<AgentHost> host;
    private final AtomicReference<String> problem = new AtomicReference<>(NONE);

    EngineWatch(Supplier<AgentHost> host) {
        this.host = host;
    }

    Optional<EngineInfo> engine() {
        try {
            EngineInfo info = host.get().engines().engine().info();
            if (!problem.getAndSet(NONE).equals(NONE)) {
                LOG.info("the container engine answers: agent tasks are taken");
            }
            return Optional.of(info);
        } catch (EngineException e) {
            String now = String.valueOf(e.getMessage());
            if (!problem.getAndSet(now).equals(now)) {
                LOG.warn("no agent task is taken: {}", now);
            }
            return Optional.empty();
        }
    }
}
