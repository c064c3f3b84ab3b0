package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the work on a job to who asked for it, and hears how that went. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /** @param after called once, if the delivery ever ends, on a thread that is not ours */
    static void begin(Jobs.Delivery delivery, Ending made, Consumer<Ending> after) {
        CompletableFuture<JobOutcome> delivered;
        try {
            delivered = delivery.deliver(made.outcome());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a delivery could not begin");
            delivered = CompletableFuture.failedFuture(e);
        }
        var unused = delivered.whenComplete((outcome, problem) -> after.accept(ending(made, outcome, problem)));
    }

    private static Ending ending(Ending made, @Nullable JobOutcome outcome, @Nullable Throwable problem) {
        if (problem != null) {
            Throwable inner = problem instanceof CompletionException ? problem.getCause() : null;
            return made.undelivered(Texts.of(inner == null ? problem : inner));
        }
        return outcome == null ? made.undelivered("no outcome") : made.delivered(outcome);
    }
}
