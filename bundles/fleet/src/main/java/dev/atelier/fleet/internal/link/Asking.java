package dev.atelier.fleet.internal.link;

import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.Road.Reply;
import dev.atelier.runtime.wire.api.PieceReader;
import dev.atelier.runtime.wire.api.PieceWriter;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One request, and the document that answers it. */
final class Asking implements End {
    private static final int TOO_LARGE = 413;

    private final long id;
    private final Consumer<RuntimeFrame> wire;
    private final Runnable gone;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final PieceReader reader;
    private final PieceWriter writer;
    private int status;

    Asking(long id, Consumer<RuntimeFrame> wire, Runnable gone) {
        this.id = id;
        this.wire = wire;
        this.gone = gone;
        this.reader = new PieceReader(id, Calls.MAX_BODY, wire);
        this.writer = new PieceWriter(id, wire);
    }

    long id() {
        return id;
    }

    CompletableFuture<Reply> reply() {
        return reply;
    }

    void begin(Open open, @Nullable String body) {
        wire.accept(open);
        if (body != null) {
            writer.write(body);
        }
    }

    void giveUpAfter(Duration within, ScheduledExecutorService timer) {
        try {
            var waiting = timer.schedule(() -> breakOff(new Reply.TooLate()), within.toMillis(), TimeUnit.MILLISECONDS);
            var unused = reply.whenComplete((any, failure) -> waiting.cancel(false));
        } catch (RejectedExecutionException e) {
            breakOff(new Reply.Unasked());
        }
    }

    @Override
    public void head(int told) {
        status = told;
    }

    @Override
    public void piece(Piece piece) {
        try {
            reader.read(piece).ifPresent(document -> {
                reader.taken();
                finish(new Reply.Replied(status, ByteString.encodeUtf8(document)));
            });
        } catch (PieceReader.Overrun e) {
            breakOff(new Reply.Replied(status, null));
        }
    }

    @Override
    public void more(int chars) {
        writer.more(chars);
    }

    /** Before the document was whole. */
    @Override
    public void closed(@Nullable String reason) {
        if (Close.BUSY.equals(reason)) {
            finish(new Reply.Unasked());
        } else if (Close.TOO_LARGE.equals(reason)) {
            finish(new Reply.Replied(TOO_LARGE, null));
        } else {
            finish(new Reply.Unreached());
        }
    }

    @Override
    public void lost() {
        finish(new Reply.NoLink());
    }

    /** Nobody waits for the rest. */
    private void breakOff(Reply how) {
        if (finish(how)) {
            wire.accept(new Close(id, null));
        }
    }

    private boolean finish(Reply how) {
        gone.run();
        writer.close();
        return reply.complete(how);
    }
}
