package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.internal.registry.Probation;
import dev.atelier.engine.manager.internal.registry.Slot;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the leases on a closed slot; after the deadline asks for them back, and then goes on without them. */
final class Drain {
    private static final Duration MOST_GRACE = Duration.ofSeconds(10);

    private final Context context;

    Drain(Context context) {
        this.context = context;
    }

    record Outcome(int jobs, int recalled, int left) {
        String inWords() {
            if (jobs == 0) {
                return "no job was running on it";
            }
            if (recalled == 0) {
                return jobs + " running jobs finished on it";
            }
            return jobs + " jobs were running on it; " + recalled + " were called back at the deadline"
                    + (left == 0 ? "" : ", " + left + " did not end");
        }
    }

    Outcome await(Slot slot) throws InterruptedException {
        return await(slot, slot.drained(), new CompletableFuture<>());
    }

    /** Also returns as soon as the switch is to be turned back. */
    Outcome await(Slot slot, OperationRun run, @Nullable Probation probation) throws InterruptedException {
        CompletableFuture<String> turnBack = run.turnBackAsked();
        if (probation != null) {
            probation.whenFailed(run::turnBack);
        }
        return await(slot, slot.drained(), turnBack);
    }

    private Outcome await(Slot slot, CompletableFuture<Boolean> drained, CompletableFuture<String> turnBack)
            throws InterruptedException {
        int jobs = slot.inFlight();
        Duration limit = context.now().drain();
        if (within(CompletableFuture.anyOf(drained, turnBack), limit)) {
            return new Outcome(jobs, 0, 0);
        }
        int recalled = slot.inFlight();
        slot.recall();
        within(drained, limit.compareTo(MOST_GRACE) < 0 ? limit.plusMillis(500) : MOST_GRACE);
        return new Outcome(jobs, recalled, slot.inFlight());
    }

    private static boolean within(CompletableFuture<?> future, Duration limit) throws InterruptedException {
        try {
            future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails these", e);
        }
    }
}
