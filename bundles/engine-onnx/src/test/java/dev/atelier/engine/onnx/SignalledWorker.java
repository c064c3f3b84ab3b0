package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.model.samples.AnalyticDiffusers;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A process that works with networks until it is told to end. Then, as a worker does, it goes on with its jobs for a
 * while, stops its engine in the middle of others, and ends itself.
 */
public final class SignalledWorker {
    private static final int IN_PEACE = 3;

    private final Workbench bench;
    private final Semaphore done = new Semaphore(0);
    private volatile boolean stopping;

    private SignalledWorker(Workbench bench) {
        this.bench = bench;
    }

    /** @param args a folder of its own */
    public static void main(String[] args) throws Exception {
        SignalledWorker worker = new SignalledWorker(new Workbench(Path.of(args[0])));
        new AnalyticDiffusers().slow(5).write(worker.bench.model("m"));
        Runtime.getRuntime().addShutdownHook(new Thread(worker::onSignal));
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(worker::work);
            thread.setDaemon(true);
            thread.start();
        }
        worker.done.acquire(2);
        System.out.println("at work");
        Thread.currentThread().join();
    }

    /** Each job opens its networks anew. */
    private void work() {
        ModelSource source = ModelSource.of("onnx");
        EngineJob job = new EngineJob("j", "m", source, new Wish("red").task());
        while (true) {
            try (LoadedModel model = bench.engine().load("m", source, bench.context())) {
                model.execute(job, bench.context());
                done.release();
            } catch (EngineException e) {
                if (!stopping) {
                    System.err.println("a job failed: " + e.code() + ": " + e.getMessage());
                    Runtime.getRuntime().halt(3);
                }
                return;
            }
        }
    }

    private void onSignal() {
        try {
            done.drainPermits();
            boolean inPeace = done.tryAcquire(IN_PEACE, 60, TimeUnit.SECONDS);
            stopping = true;
            bench.engine().close();
            Runtime.getRuntime().halt(inPeace ? 0 : 4);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(5);
        }
    }
}
