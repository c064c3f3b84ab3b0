package dev.atelier.http.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that is given later goes out as its reader takes it: a slow one costs no thread. Closes what it reads. */
final class LateCopy implements WriteListener {
    private static final int BUFFER = 32 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LateCopy.class);

    private final InputStream bytes;
    private final ServletOutputStream out;
    private final Pace.Transfer pace;
    private final @Nullable AbstractEndPoint line;
    private final Runnable onOver;
    private final AtomicBoolean over = new AtomicBoolean();
    /** Jetty may keep it until it says that it is ready for more. */
    private final byte[] buffer = new byte[BUFFER];

    private int moved;

    /** @param onOver when the last byte is written, or never will be */
    LateCopy(
            InputStream bytes,
            ServletOutputStream out,
            Pace.Transfer pace,
            @Nullable AbstractEndPoint line,
            Runnable onOver) {
        this.bytes = bytes;
        this.out = out;
        this.pace = pace;
        this.line = line;
        this.onOver = onOver;
    }

    void start() {
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        try {
            while (!over.get()) {
                pace.begin(); // before asking: when it is not ready, another thread may go on at once
                if (!out.isReady()) {
                    return;
                }
                pace.end(moved);
                moved = 0;
                int n = bytes.read(buffer);
                if (n < 0) {
                    end();
                    return;
                }
                moved = n;
                out.write(buffer, 0, n);
            }
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
    }

    /** Half an answer must not look whole, so the line goes with it. */
    @Override
    public void onError(Throwable problem) {
        if (!over.get()) {
            LOG.atDebug().setCause(problem).log("answer broke off");
            if (line != null) {
                line.close(problem);
            }
        }
        end();
    }

    private void end() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        pace.over();
        try {
            bytes.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("what was answered did not close");
        } finally {
            onOver.run();
        }
    }
}
