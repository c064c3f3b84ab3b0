package dev.atelier.engine.manager.internal.parts;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.manager.api.Engines.Lease;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Fetches parts, two at a time. The last attempt at each is remembered until the manager stops. */
public final class Additions implements AutoCloseable {
    /** The event's type; its data is the attempt as it stands. */
    static final String EVENT = "part";

    private static final int AT_ONCE = 2;
    private static final int WAITING = 20;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EventHub events;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Threads.named("engine-parts"));
    /** By engine and part; engines name few. Guarded by itself. */
    private final Map<String, Addition> additions = new LinkedHashMap<>();

    public Additions(EventHub events) {
        this.events = events;
        threads.allowCoreThreadTimeOut(true);
    }

    Optional<Addition> of(String engine, String part) {
        synchronized (additions) {
            return Optional.ofNullable(additions.get(key(engine, part)));
        }
    }

    /**
     * Begins to fetch the part, unless that is under way already. Takes the lease over: the engine stays until the end,
     * and when its version has to go, the attempt is cancelled.
     *
     * @throws RejectedExecutionException when too many wait
     */
    Addition begin(Lease lease, PartsOwner owner, String engine, String part) {
        Addition addition;
        synchronized (additions) {
            Addition before = additions.get(key(engine, part));
            if (before != null && before.state() == Addition.State.RUNNING) {
                lease.close();
                return before;
            }
            addition = new Addition(engine, part, this::tell, System::nanoTime);
            threads.execute(() -> fetch(lease, owner, part, addition));
            additions.put(key(engine, part), addition);
        }
        lease.onRecall(addition::cancel);
        tell(addition);
        return addition;
    }

    private void fetch(Lease lease, PartsOwner owner, String part, Addition addition) {
        try (lease) {
            addition.checkCancelled();
            owner.add(part, addition);
            addition.done();
        } catch (EngineException e) {
            addition.failed(e);
        } catch (RuntimeException | Error e) {
            addition.broke(e); // an engine is foreign code; whatever it throws, the attempt is not under way for ever
        } finally {
            // What it can do may have changed with it.
            events.publish("engine", Json.object().put("id", addition.engine()));
        }
    }

    private void tell(Addition addition) {
        events.publish(EVENT, addition.json());
    }

    private static String key(String engine, String part) {
        return engine + '/' + part;
    }

    @Override
    public void close() {
        synchronized (additions) {
            additions.values().forEach(Addition::cancel);
        }
        Threads.stop(threads, GRACE);
    }
}
