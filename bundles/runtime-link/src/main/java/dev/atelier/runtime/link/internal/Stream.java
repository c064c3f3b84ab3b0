package dev.atelier.runtime.link.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.wire.api.Asked;
import dev.atelier.runtime.wire.api.PieceReader;
import dev.atelier.runtime.wire.api.PieceWriter;
import dev.atelier.runtime.wire.api.Query;
import dev.atelier.runtime.wire.api.Refusal;
import dev.atelier.runtime.wire.api.RequestBody;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Head;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import dev.atelier.runtime.wire.api.RuntimeRoutes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request of the studio, from its first frame to the last of its answer. */
final class Stream {
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

    private final Open open;
    private final @Nullable WorkerRuntime runtime;
    private final RuntimeRoutes routes;
    private final Consumer<RuntimeFrame> wire;
    private final Executor threads;
    private final Runnable gone;
    private final PieceReader reader;
    private final PieceWriter writer;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Watched watched;
    /** Whether a document is on its way, after which the stream is over. */
    private volatile boolean answering;

    /**
     * @param runtime null when there is none at the moment
     * @param gone told once, when the stream is over
     */
    Stream(
            Open open,
            @Nullable WorkerRuntime runtime,
            RuntimeRoutes routes,
            Consumer<RuntimeFrame> wire,
            Executor threads,
            Runnable gone) {
        this.open = open;
        this.runtime = runtime;
        this.routes = routes;
        this.wire = wire;
        this.threads = threads;
        this.gone = gone;
        this.reader = new PieceReader(open.stream(), RequestBody.MAX, wire);
        this.writer = new PieceWriter(open.stream(), wire);
    }

    void begin() {
        if (!open.body()) {
            run("");
        }
    }

    void piece(Piece piece) {
        try {
            reader.read(piece).ifPresent(body -> {
                reader.taken();
                run(body);
            });
        } catch (PieceReader.Overrun e) {
            finish(e.reason());
        }
    }

    void more(int chars) {
        writer.more(chars);
        Watched present = watched;
        if (present != null) {
            present.pump();
        } else if (answering && writer.free()) {
            finish(null);
        }
    }

    /** Nobody waits for it any more. What the runtime has begun it carries out. */
    void end() {
        if (over.compareAndSet(false, true)) {
            leave();
        }
    }

    /** The other end is told that there will be no more. */
    void breakOff() {
        finish(null);
    }

    private void finish(@Nullable String reason) {
        if (over.compareAndSet(false, true)) {
            wire.accept(new Close(open.stream(), reason));
            leave();
        }
    }

    private void leave() {
        writer.close();
        Watched present = watched;
        if (present != null) {
            present.close();
        }
        gone.run();
    }

    private void run(String body) {
        if (!begun.compareAndSet(false, true)) {
            return; // a request has one body
        }
        try {
            threads.execute(() -> answer(body));
        } catch (RejectedExecutionException e) {
            finish(Close.BUSY);
        }
    }

    private void answer(String body) {
        if (over.get()) {
            return;
        }
        try {
            int query = open.path().indexOf('?');
            Asked asked = routes.find(
                    open.method(), query < 0 ? open.path() : open.path().substring(0, query));
            Query values = new Query(query < 0 ? null : open.path().substring(query + 1));
            WorkerRuntime present = runtime;
            if (present == null) {
                throw Refusal.unavailable();
            }
            if (asked.observes()) {
                observe(present, asked, values.text("cursor").orElse(null));
            } else {
                answer(200, asked.answer(present, values, new Whole(body)));
            }
        } catch (Refusal e) {
            answer(e.status(), e.body());
        } catch (Exception e) {
            LOG.atError().addKeyValue("method", open.method()).setCause(e).log("request of the studio failed");
            Refusal internal = Refusal.internal();
            answer(internal.status(), internal.body());
        }
    }

    private void answer(int status, ObjectNode document) {
        wire.accept(new Head(open.stream(), status));
        writer.write(Json.text(document));
        answering = true;
        if (writer.free()) {
            finish(null);
        }
    }

    private void observe(WorkerRuntime present, Asked asked, @Nullable String cursor) throws Refusal {
        asked.mustBeThere(present);
        Observation source;
        try {
            source = present.observe(present.ref(asked.id()), cursor);
        } catch (RuntimeRefusal e) {
            throw Refusal.of(e);
        }
        wire.accept(new Head(open.stream(), 200));
        Watched opened = new Watched(source, writer, () -> finish(null));
        watched = opened;
        if (over.get()) {
            opened.close(); // nobody waited any more while it was opened
            return;
        }
        source.onAvailable(opened::pump);
    }

    /** A body that came whole. */
    private record Whole(String text) implements RequestBody {
        @Override
        public byte[] bytes() throws Refusal {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > MAX) {
                throw Refusal.tooLarge();
            }
            return bytes;
        }

        @Override
        public boolean isJson() {
            return true;
        }
    }
}
