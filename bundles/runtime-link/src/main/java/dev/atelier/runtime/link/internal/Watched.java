package dev.atelier.runtime.link.internal;

import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.ObservationJson;
import dev.atelier.runtime.wire.api.PieceWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One observation on its way to the studio. A frame is taken when the one before is out, so a studio that reads slowly
 * falls behind in the runtime's queue, which is bounded.
 */
final class Watched {
    private final Observation source;
    private final PieceWriter writer;
    private final Runnable over;
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean ending;
    private volatile boolean closed;

    Watched(Observation source, PieceWriter writer, Runnable over) {
        this.source = source;
        this.writer = writer;
        this.over = over;
    }

    /** Whoever comes while somebody is at it leaves the rest to them. */
    void pump() {
        if (work.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            while (step()) {
                // as long as there is something, and room for it
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private boolean step() {
        if (closed || !writer.free()) {
            return false;
        }
        if (ending) {
            closed = true;
            over.run();
            return false;
        }
        Optional<ObservationFrame> frame = source.poll();
        if (frame.isEmpty()) {
            return false;
        }
        ending = frame.get().fold(event -> false, diagnostic -> true);
        writer.write(Json.text(ObservationJson.write(frame.get())));
        return true;
    }

    void close() {
        closed = true;
        source.close();
    }
}
