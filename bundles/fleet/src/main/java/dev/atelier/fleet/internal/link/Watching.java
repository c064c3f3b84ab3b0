package dev.atelier.fleet.internal.link;

import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.ObservedText;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Code;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import dev.atelier.runtime.wire.api.PieceReader;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One observation. The listener may take its time, so it is told on a borrowed thread; what waits for it is bounded by the
 * window of the stream.
 */
final class Watching implements End, Feed.Line {
    private static final int OK = 200;

    private final long id;
    private final Consumer<RuntimeFrame> wire;
    private final Executor threads;
    private final Feed.Listener listener;
    private final Runnable gone;
    private final PieceReader reader;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> waiting = new ArrayDeque<>();
    private @Nullable Trouble trouble;
    private boolean telling;
    private volatile boolean closed;

    /** @param gone called when the stream is over; twice is harmless */
    Watching(long id, Consumer<RuntimeFrame> wire, Executor threads, Feed.Listener listener, Runnable gone) {
        this.id = id;
        this.wire = wire;
        this.threads = threads;
        this.listener = listener;
        this.gone = gone;
        this.reader = new PieceReader(id, Calls.MAX_BODY, wire);
    }

    long id() {
        return id;
    }

    @Override
    public void head(int status) {
        if (status != OK) {
            hangUp();
            end(ObservedText.refused(status));
        }
    }

    @Override
    public void piece(Piece piece) {
        if (over.get()) {
            return;
        }
        try {
            reader.read(piece).ifPresent(this::tell);
        } catch (PieceReader.Overrun e) {
            hangUp();
            end(new Trouble(Code.MALFORMED_FRAME, false));
        }
    }

    @Override
    public void more(int chars) {
        // Nothing is ever said to a Worker that is observed.
    }

    /** After its diagnostic this is no news. */
    @Override
    public void closed(@Nullable String reason) {
        leave();
        end(new Trouble(Close.BUSY.equals(reason) ? Code.RUNTIME_UNAVAILABLE : Code.UPSTREAM_DISCONNECT, true));
    }

    @Override
    public void lost() {
        leave();
        end(new Trouble(Code.UPSTREAM_DISCONNECT, true));
    }

    @Override
    public void close() {
        closed = true;
        hangUp();
    }

    private void hangUp() {
        if (leave()) {
            wire.accept(new Close(id, null));
        }
    }

    private boolean leave() {
        gone.run();
        return over.compareAndSet(false, true);
    }

    private synchronized void tell(String text) {
        if (trouble == null) {
            waiting.add(text);
            begin();
        }
    }

    /** What came before it is told before it. */
    private synchronized void end(Trouble why) {
        if (trouble == null) {
            trouble = why;
            begin();
        }
    }

    private void begin() {
        if (telling) {
            return;
        }
        telling = true;
        try {
            threads.execute(this::tellAll);
        } catch (RejectedExecutionException e) {
            closed = true; // the room is closed: nobody looks on any more
        }
    }

    private void tellAll() {
        for (Optional<String> next = next(); next.isPresent() && !closed; next = next()) {
            Optional<Trouble> last = ObservedText.hear(next.get(), listener);
            if (last.isPresent()) {
                hangUp();
                finish(last.get());
                return;
            }
            reader.taken();
        }
    }

    /** Empty when there is nothing more for now. */
    private Optional<String> next() {
        Trouble last;
        synchronized (this) {
            String text = waiting.poll();
            if (text != null) {
                return Optional.of(text);
            }
            last = trouble;
            telling = last != null; // after the end nothing is begun anew
        }
        if (last != null) {
            finish(last);
        }
        return Optional.empty();
    }

    private void finish(Trouble last) {
        synchronized (this) {
            trouble = last;
            telling = true;
            waiting.clear();
        }
        if (!closed) {
            closed = true;
            listener.ended(last);
        }
    }
}
