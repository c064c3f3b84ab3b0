package dev.atelier.http.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rest of a refused body. It is read to its end where that costs little, so that its sender gets to see the refusal
 * instead of a broken line; nobody needs a key to be refused, so it gets neither much time nor many threads.
 */
public final class Leftover {
    static final long MAX = 8 * 1024 * 1024;
    static final int AT_ONCE = 8;
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Duration patience;

    public Leftover() {
        this(PATIENCE);
    }

    public Leftover(Duration patience) {
        this.patience = patience;
    }

    public void drain(HttpServletRequest request) {
        boolean waits = request.getHeader("Expect") != null; // for our word
        if (waits || request.isAsyncStarted() || request.getContentLengthLong() > MAX || !places.tryAcquire()) {
            return;
        }
        try {
            if (request.getAttribute(Listeners.LINE) instanceof AbstractEndPoint line) {
                drainSoon(request, line);
            } else {
                drainOrGiveUp(request); // of a listener with a patience of its own
            }
        } finally {
            places.release();
        }
    }

    /** Silence ends a read: Jetty lets the request live on after it, so that it can be answered. */
    private void drainSoon(HttpServletRequest request, AbstractEndPoint line) {
        long before = line.getIdleTimeout();
        line.setIdleTimeout(patience.toMillis());
        try {
            drainOrGiveUp(request);
        } finally {
            line.setIdleTimeout(before);
        }
    }

    private void drainOrGiveUp(HttpServletRequest request) {
        try {
            drain(request.getInputStream());
        } catch (IOException | IllegalStateException e) {
            LOG.atDebug().setCause(e).log("rest of a refused body not read");
        }
    }

    private void drain(InputStream body) throws IOException {
        byte[] scrap = new byte[16 * 1024];
        long start = System.nanoTime();
        long read = 0;
        while (read <= MAX && System.nanoTime() - start < patience.toNanos()) {
            int n = body.read(scrap);
            if (n < 0) {
                return;
            }
            read += n;
        }
    }
}
