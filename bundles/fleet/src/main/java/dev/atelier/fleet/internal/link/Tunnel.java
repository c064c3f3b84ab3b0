package dev.atelier.fleet.internal.link;

import dev.atelier.fleet.internal.remote.Road.Reply;
import dev.atelier.fleet.internal.remote.Road.Request;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The studio's end of one link: requests and observations beside each other, each a stream of its own. */
public final class Tunnel {
    static final int MOST_ASKED = 32;
    static final int MOST_WATCHED = 64;

    private final Consumer<RuntimeFrame> wire;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Map<Long, End> ends = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger watched = new AtomicInteger();
    private volatile boolean lost;

    /** @param threads for those who look on, one at a time for each */
    public Tunnel(Consumer<RuntimeFrame> wire, Executor threads, ScheduledExecutorService timer) {
        this.wire = wire;
        this.threads = threads;
        this.timer = timer;
    }

    CompletableFuture<Reply> ask(Request request, Duration within) {
        if (asked.incrementAndGet() > MOST_ASKED) {
            asked.decrementAndGet();
            return CompletableFuture.completedFuture(new Reply.Unasked());
        }
        String body = request.body();
        Asking asking = open(id -> new Asking(id, wire, () -> ends.remove(id)));
        var unused = asking.reply().whenComplete((reply, impossible) -> asked.decrementAndGet());
        asking.begin(new Open(asking.id(), request.method(), request.path(), body != null), body);
        asking.giveUpAfter(within, timer);
        settle(asking);
        return asking.reply();
    }

    Feed.Line observe(String path, Feed.Listener listener) {
        if (watched.incrementAndGet() > MOST_WATCHED) {
            watched.decrementAndGet();
            listener.ended(new Feed.Trouble(Feed.Code.RUNTIME_UNAVAILABLE, true));
            return () -> {};
        }
        Watching watching = open(id -> new Watching(id, wire, threads, listener, () -> {
            if (ends.remove(id) != null) {
                watched.decrementAndGet();
            }
        }));
        wire.accept(new Open(watching.id(), "GET", path, false));
        settle(watching);
        return watching;
    }

    private <E extends End> E open(LongFunction<E> make) {
        long id = last.incrementAndGet();
        E end = make.apply(id);
        ends.put(id, end);
        return end;
    }

    /** Whoever comes while the link goes must not be left behind. */
    private void settle(End end) {
        if (lost) {
            end.lost();
        }
    }

    /** What the worker said. What is late, or not for the studio, is left alone. */
    public void heard(RuntimeFrame frame) {
        frame.match(new Heard());
    }

    /** The link is gone. */
    public void close() {
        lost = true;
        List.copyOf(ends.values()).forEach(End::lost);
    }

    int streams() {
        return ends.size();
    }

    /** Leads frames to their streams. */
    private final class Heard implements RuntimeFrame.Cases<Boolean> {
        private boolean lead(long stream, Consumer<End> what) {
            @Nullable End end = ends.get(stream);
            if (end != null) {
                what.accept(end);
            }
            return end != null;
        }

        @Override
        public Boolean head(RuntimeFrame.Head frame) {
            return lead(frame.stream(), end -> end.head(frame.status()));
        }

        @Override
        public Boolean piece(RuntimeFrame.Piece frame) {
            return lead(frame.stream(), end -> end.piece(frame));
        }

        @Override
        public Boolean more(RuntimeFrame.More frame) {
            return lead(frame.stream(), end -> end.more(frame.chars()));
        }

        @Override
        public Boolean close(Close frame) {
            return lead(frame.stream(), end -> end.closed(frame.reason()));
        }

        @Override
        public Boolean hello(RuntimeFrame.Hello frame) {
            return false; // ours to say
        }

        @Override
        public Boolean open(Open frame) {
            return false; // ours to say
        }

        @Override
        public Boolean offer(RuntimeFrame.Offer frame) {
            return false; // about the link, not a stream
        }

        @Override
        public Boolean withdraw(RuntimeFrame.Withdraw frame) {
            return false; // about the link, not a stream
        }
    }
}
