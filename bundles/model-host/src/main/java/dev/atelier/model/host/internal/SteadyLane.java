package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.NoJob;
import dev.atelier.model.host.api.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A lane that stays the same while its model moves from one version of its engine to the next. */
final class SteadyLane implements Lane {
    private final HostRoom room;
    private final String model;
    private final EngineDescriptor engine;

    SteadyLane(HostRoom room, String model, EngineDescriptor engine) {
        this.room = room;
        this.model = model;
        this.engine = engine;
    }

    @Override
    public EngineDescriptor engine() {
        return engine;
    }

    private interface Request<T> {
        T to(Loaded loaded) throws EngineException;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        return there(context, loaded -> loaded.execute(job, context));
    }

    @Override
    public int[] tokens(String text, boolean special) throws EngineException {
        JobContext nobody = new NoJob();
        return there(nobody, loaded -> loaded.tokens(text, special, nobody));
    }

    private <T> T there(JobContext context, Request<T> request) throws EngineException {
        while (true) {
            Loaded loaded = loaded(context);
            try {
                return request.to(loaded);
            } catch (EngineException e) {
                if (e.code().equals(Mover.MOVED_CODE)) {
                    continue;
                }
                if (!e.code()
                        .equals(EngineException.CANCELLED)) { // which may cost a child its life, and is nobody's fault
                    room.suspect(model, loaded);
                }
                throw e;
            }
        }
    }

    private Loaded loaded(JobContext context) throws EngineException {
        while (true) {
            HostRoom.Way way = room.way(model);
            if (way.loaded() != null) {
                return way.loaded();
            }
            if (way.soon() == null) {
                throw new EngineException(NOT_LOADED, "not loaded", true);
            }
            await(way.soon(), context);
        }
    }

    private static void await(CompletableFuture<Void> soon, JobContext context) throws EngineException {
        CompletableFuture<Void> either = soon.copy();
        context.onCancel(() -> either.complete(null));
        try {
            either.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        }
        context.checkCancelled();
    }
}
