package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.registry.Version;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets replaced versions go from the framework, and their classes from memory, once they have not been needed for a
 * while. Their files stay, so that a roll-back still works, only slower.
 */
final class Soak implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Soak.class);

    private final Context context;
    private final Predicate<String> busy;
    private final ScheduledThreadPoolExecutor timer;

    Soak(Context context, Predicate<String> busy) {
        this.context = context;
        this.busy = busy;
        this.timer = new ScheduledThreadPoolExecutor(1, Threads.named("engine-manager-soak"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer; the task reports for itself
    void later(String engine) {
        EngineEntry entry = context.journal().ledger().engine(engine).orElse(null);
        String previous = entry == null ? null : entry.previous();
        if (previous == null) {
            return;
        }
        try {
            timer.schedule(() -> unload(engine, previous), context.now().soak().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping; nothing is unloaded any more");
        }
    }

    private void unload(String engine, String sha256) {
        boolean serves = context.registry().version(sha256).map(Version::slot).isPresent();
        if (serves || busy.test(engine)) {
            return;
        }
        if (!context.host().uninstall(sha256)) {
            LOG.atWarn().addKeyValue("engine", engine).log("a replaced engine does not unload");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (!Threads.stop(timer, Duration.ofSeconds(1))) {
            LOG.debug("unloading a replaced engine was interrupted");
        }
    }
}
