package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.EngineException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers that could not be removed when their run was over, as an engine that came back may still have them. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    void add(String id) {
        ids.add(id);
    }

    /** Tries once more with each. */
    public void remove(ContainerEngine engine) {
        ids.removeIf(id -> removed(engine, id));
    }

    private static boolean removed(ContainerEngine engine, String id) {
        try {
            engine.remove(id);
            LOG.atInfo().addKeyValue("container", id).log("a container that had stayed behind is removed");
            return true;
        } catch (EngineException e) {
            return false;
        }
    }
}
