package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.Attachment;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to an agent on a thread of its own, as an agent that does not read would hold whoever writes. */
final class Stdin {
    private static final Logger LOG = LoggerFactory.getLogger(Stdin.class);
    private static final byte[] END = {};

    /** An agent that asks and asks and never reads is told no more. */
    private static final long MOST_WAITING = 32L << 20;

    private final AtomicLong waiting = new AtomicLong();
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private volatile boolean open = true;

    /** Does nothing once it is closed. */
    void write(byte[] bytes) {
        if (open && bytes.length > 0) {
            if (waiting.addAndGet(bytes.length) > MOST_WAITING) {
                close();
                return;
            }
            lines.add(bytes);
        }
    }

    /** After what was written. */
    void close() {
        open = false;
        lines.add(END);
    }

    boolean isOpen() {
        return open;
    }

    /** Until it is closed or nobody reads any more. */
    void runTo(Attachment attachment) {
        try (OutputStream stdin = attachment.stdin()) {
            for (byte[] next = lines.take(); next.length > 0; next = lines.take()) {
                stdin.write(next);
                stdin.flush();
                waiting.addAndGet(-next.length);
            }
        } catch (IOException e) {
            LOG.debug("the agent does not read what it is told any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open = false;
        }
    }
}
