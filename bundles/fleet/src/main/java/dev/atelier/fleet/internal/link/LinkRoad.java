package dev.atelier.fleet.internal.link;

import dev.atelier.fleet.internal.remote.ObservedText;
import dev.atelier.fleet.internal.remote.Road;
import dev.atelier.fleet.internal.shape.Feed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** To the runtime of a worker host, over whatever link the host has at the moment. */
public final class LinkRoad implements Road {
    private final AtomicReference<@Nullable Tunnel> present = new AtomicReference<>();

    /** @return whether it is another one than before */
    public boolean up(Tunnel tunnel) {
        return present.getAndSet(tunnel) != tunnel;
    }

    /** @return whether it was this one */
    public boolean down(Tunnel tunnel) {
        return present.compareAndSet(tunnel, null);
    }

    public boolean isUp() {
        return present.get() != null;
    }

    @Override
    public CompletableFuture<Reply> send(Request request, Duration within) {
        Tunnel tunnel = present.get();
        return tunnel == null ? CompletableFuture.completedFuture(new Reply.NoLink()) : tunnel.ask(request, within);
    }

    @Override
    public Feed feed(String workerId) {
        return (cursor, listener) -> {
            Tunnel tunnel = present.get();
            if (tunnel == null) {
                listener.ended(new Feed.Trouble(Feed.Code.RUNTIME_UNAVAILABLE, true));
                return () -> {};
            }
            return tunnel.observe(ObservedText.path(workerId, cursor), listener);
        };
    }
}
