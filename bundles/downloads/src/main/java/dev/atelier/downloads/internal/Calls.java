package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;

/** The calls of one transfer, so that all of them, and every pause between them, can be ended at once. */
final class Calls {
    private final Set<Call> running = new HashSet<>();
    private boolean cancelled;

    Response execute(Call call) throws IOException, DownloadFailed {
        synchronized (this) {
            check();
            running.add(call);
        }
        try {
            return call.execute();
        } catch (IOException e) {
            forget(call);
            throw e;
        }
    }

    synchronized void forget(Call call) {
        running.remove(call);
    }

    void cancel() {
        List<Call> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(running);
            notifyAll();
        }
        due.forEach(Call::cancel);
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized void check() throws DownloadFailed {
        if (cancelled) {
            throw new DownloadFailed(DownloadFailed.CANCELLED, "the download was cancelled", false);
        }
    }

    /** Waits, unless it is cancelled. */
    synchronized void pause(long millis) throws DownloadFailed {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis; left > 0 && !cancelled; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
        }
        check();
    }
}
