package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.model.host.api.Lane;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model in the memory of one version of an engine, which is leased for as long. */
final class Loaded {
    private static final Logger LOG = LoggerFactory.getLogger(Loaded.class);
    /** For a request that was asked to end. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final LoadedModel model;
    private final Engines.Lease lease;
    private final Duration last;
    private final Turns turns;
    private final Stop stop = new Stop();

    Loaded(LoadedModel model, Engines.Lease lease) {
        this(model, lease, LAST);
    }

    Loaded(LoadedModel model, Engines.Lease lease, Duration last) {
        this.model = model;
        this.lease = lease;
        this.last = last;
        this.turns = new Turns(model.slots());
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
            throw stop.said() && !context.cancelled() && e.code().equals(EngineException.CANCELLED) ? cutOff() : e;
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

    /** Nobody cancelled it: it may be asked for again. */
    private static EngineException cutOff() {
        return new EngineException(Lane.NOT_LOADED, "its model was let go of before the answer was there", true);
    }

    /**
     * Who waits is told; who is being answered gets its answer if it comes in time. Returns when the memory is free, or
     * when a request does not let go of it: then it is freed as soon as that one does, and never under its hands.
     */
    void close(EngineException why, Duration patience) throws InterruptedException {
        turns.close(why);
        end(patience);
    }

    /** The same, but who is being answered may take as long as this version of the engine may stay. */
    void leave(EngineException why) throws InterruptedException {
        CompletableFuture<Void> recalled = new CompletableFuture<>();
        lease.onRecall(() -> recalled.complete(null));
        turns.close(why);
        try {
            CompletableFuture.anyOf(turns.idle(), recalled).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        } finally {
            end(Duration.ZERO);
        }
    }

    private void end(Duration patience) throws InterruptedException {
        try {
            if (!turns.awaitIdle(patience)) {
                stop.say();
                if (!turns.awaitIdle(last)) {
                    LOG.atWarn().addKeyValue("engine", engine().id()).log("a request does not let go of its model");
                }
            }
        } finally {
            var unused = turns.idle().thenRun(this::free); // mostly now
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
