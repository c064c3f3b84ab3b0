package dev.atelier.model.host.internal;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelLoader;
import dev.atelier.engine.api.ModelSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An engine that answers with its version, as soon as a test lets it. */
final class FakeLoader implements Engine, ModelLoader {
    final List<String> told = new CopyOnWriteArrayList<>();
    final String version;
    volatile CountDownLatch loading = new CountDownLatch(0);
    volatile CountDownLatch answering = new CountDownLatch(0);
    volatile String broken = "";
    /** Thrown by a load as it is. */
    volatile @Nullable Error fatal;

    volatile boolean alive = true;
    /** Hears no cancel while it loads. */
    volatile boolean deaf;

    FakeLoader(String version) {
        this.version = version;
    }

    @Override
    public EngineDescriptor descriptor() {
        return new EngineDescriptor(
                World.ENGINE,
                version,
                "fake",
                Set.of(World.ENGINE),
                Map.of(Kind.LLM, List.of()),
                EngineDescriptor.Isolation.IN_PROCESS,
                true,
                EngineDescriptor.Needs.NONE,
                1);
    }

    @Override
    public LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException {
        told.add("load " + model);
        if (deaf) {
            awaitAlone(loading);
        } else {
            awaitOr(context, loading);
        }
        Error worse = fatal;
        if (worse != null) {
            throw worse;
        }
        if (!broken.isEmpty()) {
            throw EngineException.failed(broken, null);
        }
        told.add("loaded " + model);
        return new Model(model);
    }

    private static void awaitAlone(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitOr(JobContext context, CountDownLatch latch) throws EngineException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        context.onCancel(() -> over.complete(null));
        Thread waiting = new Thread(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            over.complete(null);
        });
        waiting.setDaemon(true);
        waiting.start();
        over.join();
        waiting.interrupt();
        context.checkCancelled();
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        throw EngineException.cannotServe(World.ENGINE, Kind.LLM);
    }

    @Override
    public void selfTest(JobContext context) {}

    private final class Model implements LoadedModel {
        private final String id;

        private Model(String id) {
            this.id = id;
        }

        @Override
        public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
            told.add("execute " + job.jobId());
            awaitOr(context, answering);
            if (!alive) {
                throw EngineException.failed("the process died", null);
            }
            return new EngineResult.Json("\"" + job.jobId() + " by " + version + "\"");
        }

        @Override
        public int[] tokens(String text, boolean special) {
            return text.chars().toArray();
        }

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public void close() {
            told.add("close " + id);
        }
    }
}
