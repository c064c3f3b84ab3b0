package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the work on a job to who asked for it, and hears how that went. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /**
     * @param after called once, if the delivery ever ends: at once when it has ended by the time it returns
     * @param aside where it is called otherwise; the deliverer's thread may hold a lock, and what follows is foreign to it
     */
    static void begin(Jobs.Delivery delivery, Ending made, Executor aside, Consumer<Ending> after) {
        CompletableFuture<JobOutcome> delivered;
        try {
            delivered = delivery.deliver(made.outcome());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a delivery could not begin");
            delivered = CompletableFuture.failedFuture(e);
        }
        if (delivered.isDone()) {
            after.accept(delivered
                    .handle((outcome, problem) -> ending(made, outcome, problem))
                    .join());
            return;
        }
        var unused =
                delivered.whenCompleteAsync((outcome, problem) -> after.accept(ending(made, outcome, problem)), aside);
    }

    private static Ending ending(Ending made, @Nullable JobOutcome outcome, @Nullable Throwable problem) {
        if (problem != null) {
            Throwable inner = problem instanceof CompletionException ? problem.getCause() : null;
            return made.undelivered(Texts.of(inner == null ? problem : inner));
        }
        return outcome == null ? made.undelivered("no outcome") : made.delivered(outcome);
    }
}
