package dev.atelier.containers.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers whose worker has gone: of an earlier process of this worker, or of anyone's and past their time. */
public final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private final ContainerEngine engine;
    private final Ownership own;

    public Orphans(ContainerEngine engine, Ownership own) {
        this.engine = engine;
        this.own = own;
    }

    /** Removes them. One that cannot be removed does not keep the others. @return the ids of those removed */
    public List<String> reap(Instant now) throws EngineException {
        List<String> removed = new ArrayList<>();
        for (ContainerState container : engine.list(Map.of(Ownership.MANAGED, "true"))) {
            if (orphaned(container.labels(), now) && removed(container.id())) {
                removed.add(container.id());
            }
        }
        return removed;
    }

    private boolean orphaned(Map<String, String> labels, Instant now) {
        boolean ours = own.worker().equals(labels.get(Ownership.WORKER));
        boolean thisProcess = own.instance().equals(labels.get(Ownership.INSTANCE));
        return ours ? !thisProcess : expired(labels.getOrDefault(Ownership.EXPIRES, ""), now);
    }

    private static boolean expired(String expires, Instant now) {
        try {
            return Instant.parse(expires).isBefore(now);
        } catch (DateTimeParseException e) {
            // nobody says that it may go
            return false;
        }
    }

    private boolean removed(String id) {
        try {
            engine.remove(id);
            return true;
        } catch (EngineException e) {
            LOG.atWarn().addKeyValue("container", id).setCause(e).log("an orphaned container stays");
            return false;
        }
    }
}
