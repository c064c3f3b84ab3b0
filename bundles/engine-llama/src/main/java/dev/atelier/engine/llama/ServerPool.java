package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Quarantine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The servers that run, and how many back ends each of them has. One without any ends. */
final class ServerPool implements AutoCloseable {
    private static final int DEATHS = 3;
    private static final Duration COOLING = Duration.ofMinutes(1);

    private final Programs programs;
    private final Quarantine deaths;
    private final Map<LlamaServer, Integer> users = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private boolean closed;

    ServerPool(Programs programs) {
        this(programs, System::nanoTime);
    }

    ServerPool(Programs programs, LongSupplier nanoTime) {
        this.programs = programs;
        this.deaths = new Quarantine(ServerRelease.PROGRAM, DEATHS, COOLING, nanoTime);
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "engine-llama-cpp-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * One with a slot that is free, or a new one that still has to get ready. Give it back.
     *
     * @param options of a new one
     */
    synchronized LlamaServer take(LlamaServer.Key key, List<String> options) throws EngineException {
        if (closed) {
            throw EngineException.failed("the engine is stopping", null);
        }
        for (Map.Entry<LlamaServer, Integer> each : users.entrySet()) {
            LlamaServer server = each.getKey();
            if (server.key().equals(key) && server.alive() && each.getValue() < key.slots()) {
                each.setValue(each.getValue() + 1);
                return server;
            }
        }
        LlamaServer fresh = LlamaServer.start(key, options, programs);
        users.put(fresh, 1);
        return fresh;
    }

    /** Which models servers died over, in whatever back end that was. */
    Quarantine deaths() {
        return deaths;
    }

    void giveBack(LlamaServer server) {
        synchronized (this) {
            int left = users.getOrDefault(server, 1) - 1;
            if (left > 0 && server.alive()) {
                users.put(server, left);
                return;
            }
            users.remove(server);
        }
        server.close();
    }

    @Nullable
    ScheduledFuture<?> later(Runnable work, Duration delay) {
        try {
            return timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // it is closing, and its servers with it
        }
    }

    @Override
    public void close() {
        Map<LlamaServer, Integer> ending;
        synchronized (this) {
            closed = true;
            ending = Map.copyOf(users);
            users.clear();
        }
        timer.shutdownNow();
        ending.keySet().forEach(LlamaServer::close);
    }
}
