package dev.atelier.jobs.internal;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** One engine, called {@code fake}, that does what a test says. */
final class FakeEngines implements Engines {
    final List<Boolean> faults = new CopyOnWriteArrayList<>();
    final List<Runnable> recalls = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    volatile Work work = (job, context) -> new EngineResult.Json("{\"made\":true}");
    volatile int slots = 64;
    volatile boolean serving = true;
    volatile boolean leasable = true;

    /** What an engine does with a job. */
    interface Work {
        EngineResult run(EngineJob job, JobContext context) throws EngineException;
    }

    private EngineDescriptor descriptor() {
        return new EngineDescriptor(
                "fake",
                "1.2.3",
                "A fake",
                Set.of("fake"),
                Map.of(
                        Kind.IMAGE,
                        List.of("fake:*"),
                        Kind.LLM,
                        List.of("fake:*", "fake-verses"),
                        Kind.AUDIO_TTS,
                        List.of("fake:*")),
                EngineDescriptor.Isolation.IN_PROCESS,
                false,
                EngineDescriptor.Needs.NONE,
                slots);
    }

    @Override
    public Lease lease(String source, String model) throws EngineUnavailable {
        if (!source.equals("fake") || !leasable) {
            throw new EngineUnavailable(source, "no engine named \"" + source + "\" serves");
        }
        open.incrementAndGet();
        return new FakeLease();
    }

    @Override
    public Optional<EngineDescriptor> current(String source) {
        return source.equals("fake") && serving ? Optional.of(descriptor()) : Optional.empty();
    }

    @Override
    public Optional<Lease> hold(String engineId) {
        return Optional.empty();
    }

    @Override
    public List<EngineDescriptor> serving() {
        return List.of(descriptor());
    }

    @Override
    public List<EngineRow> rows() {
        return List.of();
    }

    private final class FakeLease implements Lease {
        private boolean closed;

        @Override
        public Engine engine() {
            return new Engine() {
                @Override
                public EngineDescriptor descriptor() {
                    return FakeEngines.this.descriptor();
                }

                @Override
                public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
                    return work.run(job, context);
                }

                @Override
                public void selfTest(JobContext context) {}
            };
        }

        @Override
        public EngineDescriptor descriptor() {
            return FakeEngines.this.descriptor();
        }

        @Override
        public void report(boolean engineFault) {
            faults.add(engineFault);
        }

        @Override
        public void onRecall(Runnable action) {
            recalls.add(action);
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
