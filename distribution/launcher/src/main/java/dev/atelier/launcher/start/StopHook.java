package dev.atelier.launcher.start;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGINT and SIGTERM into a graceful stop. A virtual machine ended by a signal reports that signal as its exit
 * status; a stop that was asked for is no failure, so the hook ends the machine itself.
 */
final class StopHook {
    private final Instance instance;
    private final PrintStream err;
    private final AtomicBoolean ending = new AtomicBoolean();

    private StopHook(Instance instance, PrintStream err) {
        this.instance = instance;
        this.err = err;
    }

    static StopHook install(Instance instance, PrintStream err) {
        StopHook hook = new StopHook(instance, err);
        Runtime.getRuntime().addShutdownHook(new Thread(hook::onSignal, "launcher-stop"));
        return hook;
    }

    private void onSignal() {
        if (ending.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(stop() ? Start.DONE : Start.FAILED);
        }
    }

    /** The framework is gone or to go, without a signal; waits for the hook instead if there was one as well. */
    int finish(int code) throws InterruptedException {
        if (!ending.compareAndSet(false, true)) {
            Thread.currentThread().join(); // the hook ends the process
        }
        return stop() ? code : Start.FAILED;
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
            stopped = instance.stop();
            if (!stopped) {
                err.println("atelier: did not stop in time — some work would not end; it was cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        instance.removeRunFiles();
        return stopped;
    }
}
