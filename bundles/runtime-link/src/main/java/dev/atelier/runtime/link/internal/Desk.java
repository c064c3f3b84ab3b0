package dev.atelier.runtime.link.internal;

import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Head;
import dev.atelier.runtime.wire.api.RuntimeFrame.Hello;
import dev.atelier.runtime.wire.api.RuntimeFrame.More;
import dev.atelier.runtime.wire.api.RuntimeFrame.Offer;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import dev.atelier.runtime.wire.api.RuntimeFrame.Withdraw;
import dev.atelier.runtime.wire.api.RuntimeRoutes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The worker's end of one link: what the studio asks of the runtime, each request a stream of its own. */
final class Desk implements RuntimeFrame.Cases<Boolean> {
    static final int MOST_STREAMS = 128;
    private static final RuntimeRoutes ROUTES = new RuntimeRoutes();

    private final Consumer<RuntimeFrame> wire;
    private final Executor threads;
    private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
    private volatile @Nullable WorkerRuntime runtime;
    private volatile boolean offered;

    Desk(Consumer<RuntimeFrame> wire, Executor threads) {
        this.wire = wire;
        this.threads = threads;
    }

    /**
     * How things stand from now on. What has been offered once stays so while the runtime comes and goes; requests are
     * told that it is not there.
     *
     * @param wanted whether there is anything to offer at all
     */
    void serve(boolean wanted, @Nullable WorkerRuntime now) {
        WorkerRuntime before = runtime;
        runtime = now;
        if (before != now || !wanted) {
            endAll();
        }
        if (wanted && now != null && !offered) {
            offered = true;
            wire.accept(new Offer(RuntimeFrame.VERSION));
        } else if (!wanted && offered) {
            offered = false;
            wire.accept(new Withdraw());
        }
    }

    void heard(RuntimeFrame frame) {
        frame.match(this);
    }

    int streams() {
        return streams.size();
    }

    /** The link is gone. */
    void close() {
        endAll();
    }

    private void endAll() {
        List.copyOf(streams.values()).forEach(Stream::breakOff);
    }

    @Override
    public Boolean hello(Hello frame) {
        endAll();
        if (offered) {
            wire.accept(new Offer(RuntimeFrame.VERSION));
        }
        return true;
    }

    @Override
    public Boolean open(Open frame) {
        long id = frame.stream();
        if (streams.containsKey(id)) {
            return false; // one that is open already is not opened again
        }
        if (!offered || streams.size() >= MOST_STREAMS) {
            wire.accept(new Close(id, Close.BUSY));
            return false;
        }
        Stream stream = new Stream(frame, runtime, ROUTES, wire, threads, () -> streams.remove(id));
        streams.put(id, stream);
        stream.begin();
        return true;
    }

    @Override
    public Boolean piece(Piece frame) {
        Stream stream = streams.get(frame.stream());
        if (stream != null) {
            stream.piece(frame);
        }
        return stream != null;
    }

    @Override
    public Boolean more(More frame) {
        Stream stream = streams.get(frame.stream());
        if (stream != null) {
            stream.more(frame.chars());
        }
        return stream != null;
    }

    @Override
    public Boolean close(Close frame) {
        Stream stream = streams.get(frame.stream());
        if (stream != null) {
            stream.end();
        }
        return stream != null;
    }

    @Override
    public Boolean offer(Offer frame) {
        return false; // ours to say
    }

    @Override
    public Boolean withdraw(Withdraw frame) {
        return false; // ours to say
    }

    @Override
    public Boolean head(Head frame) {
        return false; // ours to say
    }
}
