package dev.atelier.launcher.start;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Turns SIGINT and SIGTERM into a graceful stop. A virtual machine ended by a signal reports that signal as its exit
 * status; a stop that was asked for is no failure, so the hook ends the machine itself.
 */
final class StopHook {
    private final Stop stop;
    private final Runnable tidyUp;
    private final PrintStream err;
    private final IntConsumer halt;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();

    /** False when it took too long. */
    interface Stop {
        boolean run() throws InterruptedException;
    }

    StopHook(Stop stop, Runnable tidyUp, PrintStream err, IntConsumer halt) {
        this.stop = stop;
        this.tidyUp = tidyUp;
        this.err = err;
        this.halt = halt;
    }

    static StopHook install(Instance instance, PrintStream err) {
        StopHook hook = new StopHook(instance::stop, instance::removeRunFiles, err, Runtime.getRuntime()::halt);
        Runtime.getRuntime().addShutdownHook(new Thread(hook::onSignal, "launcher-stop"));
        return hook;
    }

    void onSignal() {
        if (ending.compareAndSet(false, true)) {
            halt.accept(stop() ? Start.DONE : Start.FAILED);
        } else if (!finished.isDone()) {
            halt.accept(finished.join()); // a signal amid a stop for another reason does not change its exit code
        }
    }

    /** The framework is gone or to go, without a signal; waits for the hook instead if there was one as well. */
    int finish(int code) throws InterruptedException {
        if (!ending.compareAndSet(false, true)) {
            Thread.currentThread().join(); // the hook ends the process
        }
        if (stop()) {
            finished.complete(code);
            return code;
        }
        // What hangs may have a shutdown hook that hangs as well, and an orderly exit would wait for that.
        err.flush();
        halt.accept(Start.FAILED);
        return Start.FAILED;
    }

    /** What fails because the process is being stopped is nobody's business. */
    void unlessStopping(Runnable report) {
        if (!ending.get()) {
            report.run();
        }
    }

    private boolean stop() {
        boolean stopped = false;
        try {
            stopped = stop.run();
            if (!stopped) {
                err.println("atelier: did not stop in time — some work would not end; it was cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tidyUp.run();
        return stopped;
    }
}
