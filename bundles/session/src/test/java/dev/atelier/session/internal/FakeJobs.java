package dev.atelier.session.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One place and an engine that is a function. */
final class FakeJobs implements Jobs, AutoCloseable {
    final Map<String, JobOutcome> ended = new ConcurrentHashMap<>();
    final List<Request> ran = new ArrayList<>();
    final Map<String, TextReader> readers = new ConcurrentHashMap<>();
    volatile boolean paused;

    private final ExecutorService engine = Executors.newSingleThreadExecutor(Threads.named("fake-engine"));
    private final Function<Request, JobOutcome> work;
    private @Nullable String taken;
    private CompletableFuture<Void> freed = new CompletableFuture<>();

    FakeJobs(Function<Request, JobOutcome> work) {
        this.work = work;
    }

    @Override
    public synchronized Optional<Place> reserve(String jobId, ModelSource source) {
        if (taken != null) {
            return Optional.empty();
        }
        taken = jobId;
        return Optional.of(new OnePlace());
    }

    private void free() {
        CompletableFuture<Void> told;
        synchronized (this) {
            taken = null;
            told = freed;
            freed = new CompletableFuture<>();
        }
        told.complete(null);
    }

    @Override
    public synchronized CompletableFuture<Void> freed() {
        return freed;
    }

    private final class OnePlace implements Place {
        private boolean started;

        @Override
        public Job start(Request request, Delivery delivery) throws JobRefused {
            started = true;
            synchronized (FakeJobs.this) {
                ran.add(request);
            }
            CompletableFuture<JobOutcome> over = new CompletableFuture<>();
            engine.execute(() -> {
                JobOutcome made = work.apply(request);
                var unused = delivery.deliver(made).thenAccept(outcome -> {
                    ended.put(String.valueOf(request.id()), outcome);
                    free();
                    over.complete(outcome);
                });
            });
            return new Job() {
                @Override
                public String id() {
                    return String.valueOf(request.id());
                }

                @Override
                public CompletableFuture<JobOutcome> outcome() {
                    return over;
                }

                @Override
                public void cancel() {}
            };
        }

        @Override
        public void close() {
            if (!started) {
                free();
            }
        }
    }

    @Override
    public void close() {
        engine.shutdownNow();
    }

    @Override
    public Job start(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Job enqueue(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String newId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reading follow(String jobId, TextReader reader) {
        readers.put(jobId, reader);
        return () -> readers.remove(jobId, reader);
    }

    @Override
    public Optional<JobRecord> find(String jobId) {
        return Optional.empty();
    }

    @Override
    public List<JobRecord> active() {
        return List.of();
    }

    @Override
    public List<JobRecord> recentStudio() {
        return List.of();
    }

    @Override
    public List<JobRecord> recentLocal() {
        return List.of();
    }

    @Override
    public boolean cancel(String jobId) {
        return false;
    }

    @Override
    public synchronized boolean busy() {
        return taken != null;
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
    }
}
