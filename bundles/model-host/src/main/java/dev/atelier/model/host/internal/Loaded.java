package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.manager.api.Engines;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model in the memory of one version of an engine, which is leased for as long. */
final class Loaded {
    private static final Logger LOG = LoggerFactory.getLogger(Loaded.class);

    private final LoadedModel model;
    private final Engines.Lease lease;
    private final Turns turns = new Turns();
    private final Stop stop = new Stop();

    Loaded(LoadedModel model, Engines.Lease lease) {
        this.model = model;
        this.lease = lease;
    }

    EngineDescriptor engine() {
        return lease.descriptor();
    }

    boolean alive() {
        return model.alive();
    }

    /** Asks the requests in hand to end. */
    void stop() {
        stop.say();
    }

    void onRecall(Runnable action) {
        lease.onRecall(action);
    }

    EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        turns.await(context);
        try (StoppableContext stoppable = new StoppableContext(context, stop)) {
            stoppable.checkCancelled();
            EngineResult result = model.execute(job, stoppable);
            lease.report(false);
            return result;
        } catch (EngineException e) {
            lease.report(EngineException.ENGINE_FAILED.equals(e.code()));
            throw e;
        } finally {
            turns.done();
        }
    }

    int[] tokens(String text, boolean special, JobContext context) throws EngineException {
        turns.await(context);
        try {
            return model.tokens(text, special);
        } finally {
            turns.done();
        }
    }

    /** Who waits is told; who is being answered gets its answer if it comes in time. Returns when the memory is free. */
    void close(EngineException why, Duration patience) throws InterruptedException {
        turns.close(why);
        try {
            if (!turns.awaitIdle(patience)) {
                stop.say();
                LOG.atWarn().addKeyValue("engine", engine().id()).log("a request did not let go of its model");
            }
        } finally {
            free();
        }
    }

    private void free() {
        try {
            model.close();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a model was not closed as it should be");
        } finally {
            lease.close();
        }
    }
}
