package dev.atelier.engine.agent.server;

import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Makes a call until it comes through, or can never, or the worker ends: then it is tried a last time. */
final class Persistence {
    private static final Duration FOREVER = Duration.ofDays(365_000);

    private final CountDownLatch ending;
    private final DoubleSupplier random;

    /** @param ending opens when the worker ends */
    Persistence(CountDownLatch ending, DoubleSupplier random) {
        this.ending = ending;
        this.random = random;
    }

    interface Attempt<T> {
        T make() throws RpcTrouble;
    }

    /** @throws RpcTrouble that no further try would mend, or the worker ends */
    <T> T until(Attempt<T> attempt) throws RpcTrouble, InterruptedException {
        return until(attempt, FOREVER);
    }

    /** @param patience with a server that has no secrets yet; then that is thrown. A server that is away has more */
    <T> T until(Attempt<T> attempt, Duration patience) throws RpcTrouble, InterruptedException {
        Backoff backoff = new Backoff(random);
        long start = System.nanoTime();
        boolean last = false;
        while (true) {
            try {
                return attempt.make();
            } catch (RpcTrouble e) {
                if (last || !passes(e.kind())) {
                    throw e;
                }
                Duration pause = pause(e, backoff);
                Duration left =
                        e.kind() == Kind.SECRETS_LATER ? patience.minusNanos(System.nanoTime() - start) : FOREVER;
                last = left.compareTo(pause) <= 0 || ended();
                if (!last) {
                    last = ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                } else if (left.isNegative()) {
                    throw e;
                }
            }
        }
    }

    /** Shorter when the worker ends. */
    void pause(Duration time) throws InterruptedException {
        boolean unused = ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean ended() {
        return ending.getCount() == 0;
    }

    private static boolean passes(Kind kind) {
        return kind == Kind.AGAIN || kind == Kind.NOT_ALLOWED || kind == Kind.SECRETS_LATER;
    }

    private static Duration pause(RpcTrouble trouble, Backoff backoff) {
        if (trouble.kind() == Kind.SECRETS_LATER) {
            return Duration.ofSeconds(2);
        }
        return trouble.pause(backoff::failed);
    }
}
