package dev.atelier.engine.agent.server;

import dev.atelier.wire.agent.api.Assignment;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches tasks, one at a time, while they are wanted. */
final class Fetching {
    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

    private final Presence presence;
    private final Calls calls;
    private final Terms terms;
    private final BooleanSupplier wanted;
    private final Taker taker;
    private final Quiet quiet = new Quiet();

    /** Begins what is fetched. */
    interface Taker {
        void take(Assignment assignment, String workerId) throws RpcTrouble;
    }

    /** @param wanted whether there is room for a task */
    Fetching(Presence presence, Calls calls, Terms terms, BooleanSupplier wanted, Taker taker) {
        this.presence = presence;
        this.calls = calls;
        this.terms = terms;
        this.wanted = wanted;
        this.taker = taker;
    }

    /** @return how long to wait before the next, if nothing happens */
    Duration fetchOne() {
        Duration quietFor = quiet.left();
        if (!quietFor.isZero()) {
            return quietFor;
        }
        String id = presence.workerId();
        if (id == null || !presence.letIn() || !wanted.getAsBoolean()) {
            return terms.poll();
        }
        if (presence.engine().isEmpty()) {
            return terms.engineCheck();
        }
        try {
            Assignment assignment = calls.task(id);
            if (assignment == null) {
                return terms.poll();
            }
            taker.take(assignment, id);
            return Duration.ZERO; // there may be more
        } catch (RpcTrouble e) {
            LOG.atDebug().addKeyValue("problem", e.getMessage()).log("no agent task fetched");
            quiet.keep(e.after());
            return e.pause(presence::interval);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("fetching an agent task failed");
        }
        return presence.interval();
    }
}
