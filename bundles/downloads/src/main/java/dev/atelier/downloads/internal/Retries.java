package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.time.Duration;

/** How often in a row a line may break before it is given up. Shared by the connections of one file. */
final class Retries {
    private final Plan plan;
    private final Calls calls;
    private int inARow;

    Retries(Plan plan, Calls calls) {
        this.plan = plan;
        this.calls = calls;
    }

    /** @param most breaks in a row without a byte between them */
    record Plan(int most, Duration first, Duration longest) {
        static final Plan DEFAULT = new Plan(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

        long pause(int failure) {
            return Math.min(longest.toMillis(), first.toMillis() << Math.min(failure - 1, 20));
        }
    }

    synchronized void progressed() {
        inARow = 0;
    }

    /** Waits before the next try, or throws on what has happened. */
    void broke(IOException why) throws IOException, DownloadFailed {
        calls.check();
        int failure;
        synchronized (this) {
            failure = ++inARow;
        }
        if (failure > plan.most()) {
            throw why;
        }
        calls.pause(plan.pause(failure));
    }
}
