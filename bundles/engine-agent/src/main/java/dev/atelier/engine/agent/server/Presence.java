package dev.atelier.engine.agent.server;

import dev.atelier.common.api.Threads;
import dev.atelier.containers.api.EngineInfo;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.Beat;
import dev.atelier.wire.agent.api.Enrolment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That this worker is there: its enrolment and its signs of life, on a thread that nothing else is done on. They go on
 * whatever the server says to them.
 */
final class Presence {
    private static final double JITTER = 0.1;
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Supplier<AgentHost> host;
    private final EngineWatch engines;
    private final Terms terms;
    private final Calls calls;
    private final Work work;
    private final DoubleSupplier random;
    private final Backoff enlisting;
    private final Quiet aboutPlace = new Quiet();
    private final ScheduledExecutorService beating =
            Executors.newSingleThreadScheduledExecutor(Threads.named("agent-heartbeat"));
    private volatile @Nullable String workerId;
    private volatile Duration interval;
    private volatile boolean wantsPatch;
    private volatile String endpoint = "";
    private volatile String told = "";
    private volatile boolean letIn = true;
    private boolean greeted;
    private @Nullable Future<?> next;

    /** What the signs of life tell, and what comes back with them. */
    interface Work {
        /** The oldest first. */
        List<String> tasks();

        void known();

        void follow(Beat.Wishes wishes);
    }

    Presence(Supplier<AgentHost> host, Terms terms, Calls calls, Work work, DoubleSupplier random) {
        this.host = host;
        this.engines = new EngineWatch(host);
        this.terms = terms;
        this.calls = calls;
        this.work = work;
        this.random = random;
        this.interval = terms.heartbeat();
        this.enlisting = new Backoff(random);
    }

    void start() {
        beatAfter(Duration.ZERO);
    }

    /** Null until the server knows this worker. */
    @Nullable
    String workerId() {
        return workerId;
    }

    /** False from when the server does not let this worker in until it does. */
    boolean letIn() {
        return letIn;
    }

    Duration interval() {
        return interval;
    }

    /** The server hears of it with the next sign of life. */
    void reachableAt(String url) {
        endpoint = url;
    }

    /** Whether the server asked for whole changes. */
    boolean wantsPatch() {
        return wantsPatch;
    }

    private void beat() {
        beatAfter(beaten());
    }

    /** @return how long until the next */
    Duration beaten() {
        try {
            String id = workerId;
            if (id != null) {
                work.follow(calls.beat(new Beat(id, work.tasks(), null, freeDisk())));
                letIn = true;
                tellWhere();
            } else {
                enlist();
                if (!greeted) {
                    greeted = true;
                    return Duration.ZERO; // once: a server that forgets at once is not to be asked at once for ever
                }
            }
        } catch (RpcTrouble e) {
            if (e.kind() == Kind.NOT_FOUND && workerId != null) {
                workerId = null; // made known again at once; what runs goes on
                return Duration.ZERO;
            }
            LOG.atInfo().addKeyValue("problem", e.getMessage()).log("no sign of life to the server of agent tasks");
            if (e.kind() == Kind.NOT_ALLOWED) {
                letIn = false;
            }
            // Before the server knows of this worker nothing is done, so that is tried sooner.
            return e.pause(() -> workerId == null ? enlisting.failed() : jittered(interval));
        } catch (RuntimeException | LinkageError e) { // whatever it is, the next one is due
            LOG.atError().setCause(e).log("a sign of life failed");
        }
        return jittered(interval);
    }

    /** Of no weight beside the sign of life: a server that does not hear of it is asked, as ever. */
    private void tellWhere() {
        if (told.equals(endpoint) || !aboutPlace.left().isZero()) {
            return;
        }
        try {
            enlist();
        } catch (RpcTrouble e) {
            aboutPlace.keep(e.after());
            LOG.atInfo()
                    .addKeyValue("problem", e.getMessage())
                    .log("the server does not know yet where this worker is");
        }
    }

    private void enlist() throws RpcTrouble {
        String where = endpoint;
        Enrolment.Accepted accepted = calls.register(new Enrolment(
                terms.name(),
                where,
                terms.instance(),
                terms.version(),
                AgentPrograms.types(),
                engine().orElse(null),
                new Enrolment.Capacity(terms.slots(), terms.memoryBytes(), terms.cpus())));
        told = where;
        letIn = true;
        enlisting.succeeded();
        wantsPatch = accepted.wantsPatch();
        workerId = accepted.workerId();
        if (accepted.heartbeatSeconds() > 0) {
            interval = Duration.ofSeconds(accepted.heartbeatSeconds());
        }
        LOG.atInfo().addKeyValue("worker", accepted.workerId()).log("known to the server of agent tasks");
        work.known();
    }

    Optional<Enrolment.ContainerEngine> engine() {
        return engines.engine()
                .map(info -> new Enrolment.ContainerEngine(
                        info.kind() == EngineInfo.Kind.PODMAN ? "podman" : "docker",
                        info.version(),
                        info.apiVersion(),
                        info.rootless()));
    }

    private @Nullable Long freeDisk() {
        try {
            return host.get().worktrees().freeDisk();
        } catch (IOException e) {
            return null;
        }
    }

    private synchronized void beatAfter(Duration pause) {
        try {
            next = beating.schedule(this::beat, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("ended");
        }
    }

    private Duration jittered(Duration about) {
        return Duration.ofMillis(Math.round(about.toMillis() * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }

    void stop() {
        Future<?> waiting;
        synchronized (this) {
            waiting = next;
        }
        if (waiting != null) {
            waiting.cancel(false);
        }
        if (!Threads.stop(beating, Duration.ofSeconds(1))) {
            LOG.warn("the last sign of life did not end in time");
        }
        String id = workerId;
        if (id != null) {
            try {
                calls.unregister(id);
            } catch (RpcTrouble e) {
                LOG.atInfo().addKeyValue("problem", e.getMessage()).log("left without a word to the server");
            }
        }
    }
}
