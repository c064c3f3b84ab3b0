package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A whole dispatch on a loop and a clock of the test's. */
final class World {
    final ManualLoop loop = new ManualLoop();
    final FakeJobStore jobs = new FakeJobStore();
    final FakeWorkerStore workers = new FakeWorkerStore();
    final FakeResultStore results = new FakeResultStore();
    final FakeHub hub = new FakeHub();
    DispatchSettings settings = new DispatchSettings(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 100_000, 3, 1_000);
    Dispatch dispatch = dispatch();

    private Dispatch dispatch() {
        Aside inline = new Aside(Runnable::run);
        return new Dispatch(
                loop,
                () -> settings,
                new Dispatch.Stores(jobs, workers, results),
                hub,
                new Dispatch.Sides(inline, inline, inline));
    }

    World start() {
        try {
            jobs.watchOthers(dispatch.mirror()::changed);
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
        dispatch.start(() -> {});
        loop.turn();
        return this;
    }

    /** Another process over the same stores: what was in memory is gone. */
    void restart() {
        loop.forget();
        dispatch = dispatch();
        start();
    }

    FakeWorker online(String id) {
        if (workers.worker(id).isEmpty()) {
            workers.add(id);
        }
        FakeWorker worker = new FakeWorker(dispatch.sessions(), id).hello();
        loop.turn();
        return worker;
    }

    FakeWorker opened(String id) {
        workers.add(id);
        FakeWorker worker = new FakeWorker(dispatch.sessions(), id);
        loop.turn();
        return worker;
    }

    CompletableFuture<Queue.Submitted> submitted(NewJob job) {
        try {
            CompletableFuture<Queue.Submitted> submitted = dispatch.queue().submit(job);
            loop.turn();
            return submitted;
        } catch (Queue.QueueFull e) {
            throw new AssertionError(e);
        }
    }

    StoredJob job(String id) {
        return jobs.row(id);
    }

    void submit(String id) {
        submit(Samples.job(id));
    }

    void submit(NewJob job) {
        assertThat(submitted(job)).isCompleted();
    }

    void turn() {
        loop.turn();
    }
}
