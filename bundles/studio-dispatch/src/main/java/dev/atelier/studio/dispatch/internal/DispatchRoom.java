package dev.atelier.studio.dispatch.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Threads;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.WorkerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's front: owns the loop and the threads beside it. Its services are registered by hand, once the waiting jobs
 * have been read.
 */
@Component(service = DispatchRoom.class, immediate = true, configurationPid = "dev.atelier.studio.dispatch")
@Designate(ocd = DispatchConfig.class)
public final class DispatchRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchRoom.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** Beyond any number of sessions and requests that could be under way. */
    private static final int MOST_ASIDE = 100_000;

    private final EventLoop loop = new EventLoop(Clock.systemUTC());
    private final ThreadPoolExecutor readers = pool(2, "studio-dispatch-reader");
    private final ThreadPoolExecutor writers = pool(4, "studio-dispatch-writer");
    private final ThreadPoolExecutor answers = pool(2, "studio-dispatch-answer");
    private final JobStore jobs;
    private final Registrar registrar;
    private final Dispatch dispatch;
    private final Duration grace;
    private volatile DispatchSettings settings;
    private volatile @Nullable AutoCloseable watching;
    private volatile boolean stopped;

    /** Makes the services known, and takes them back. */
    interface Registrar {
        void register(Sessions sessions, dev.atelier.studio.dispatch.api.Queue queue);

        void unregister();
    }

    @Activate
    public DispatchRoom(
            @Reference(name = "jobs") JobStore jobs,
            @Reference(name = "workers") WorkerStore workers,
            @Reference(name = "results") ResultStore results,
            @Reference(name = "events") EventHub events,
            BundleContext context,
            DispatchConfig config) {
        this(
                new Dispatch.Stores(jobs, workers, results),
                events,
                new InFramework(context),
                DispatchSettings.from(config),
                GRACE);
    }

    DispatchRoom(
            Dispatch.Stores stores, EventHub events, Registrar registrar, DispatchSettings settings, Duration grace) {
        this.grace = grace;
        this.settings = settings;
        this.jobs = stores.jobs();
        this.registrar = registrar;
        this.dispatch = new Dispatch(
                loop,
                () -> this.settings,
                stores,
                events,
                new Dispatch.Sides(new Aside(readers), new Aside(writers), new Aside(answers)));
    }

    @Activate
    void start() {
        loop.start();
        readers.execute(() -> {
            follow();
            dispatch.start(() -> answers.execute(() -> registrar.register(dispatch.sessions(), dispatch.queue())));
        });
    }

    /** Before the jobs are read, so that none slips through between; it may open a connection of its own. */
    private void follow() {
        try {
            AutoCloseable opened = jobs.watchOthers(dispatch.mirror()::changed);
            watching = opened;
            if (stopped) {
                close(opened);
            }
        } catch (StoreFailure e) {
            // Claims stay safe without it; jobs of other processes are found by the next start only.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("other processes cannot be followed");
        }
    }

    /** Sessions stay: the new figures count from the next look on. */
    @Modified
    void modified(DispatchConfig config) {
        settings = DispatchSettings.from(config);
    }

    @Deactivate
    void stop() {
        stopped = true;
        registrar.unregister();
        close(watching);
        loop.post(dispatch::close);
        boolean clean = loop.stop(grace);
        clean &= ended(writers);
        clean &= ended(readers);
        clean &= ended(answers);
        dispatch.abandon();
        if (!clean) {
            LOG.warn("the studio's dispatch did not stop in time");
        }
    }

    /** Never interrupted: an interrupt in the middle of a read closes an embedded database's file. */
    private boolean ended(ThreadPoolExecutor pool) {
        pool.shutdown();
        try {
            return pool.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return pool.isTerminated();
        }
    }

    Optional<String> problem() {
        return dispatch.loaded() ? Optional.empty() : Optional.of("the studio's waiting jobs are being read");
    }

    void collect(MetricSource.Sink sink) {
        dispatch.collect(sink);
    }

    private static void close(@Nullable AutoCloseable watching) {
        if (watching != null) {
            try {
                watching.close();
            } catch (Exception e) {
                LOG.atDebug().setCause(e).log("what other processes do is no longer followed");
            }
        }
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_ASIDE), Threads.named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Registration races with the stop of the component; whichever comes second finds the other done. */
    private static final class InFramework implements Registrar {
        private final BundleContext context;
        private final Queue<ServiceRegistration<?>> registrations = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        private InFramework(BundleContext context) {
            this.context = context;
        }

        @Override
        public void register(Sessions sessions, dev.atelier.studio.dispatch.api.Queue queue) {
            if (closed) {
                return;
            }
            try {
                registrations.add(context.registerService(Sessions.class, sessions, null));
                registrations.add(context.registerService(dev.atelier.studio.dispatch.api.Queue.class, queue, null));
            } catch (IllegalStateException e) {
                LOG.debug("the bundle was stopped before the waiting jobs were read");
            }
            if (closed) {
                unregister();
            }
        }

        @Override
        public void unregister() {
            closed = true;
            for (var each = registrations.poll(); each != null; each = registrations.poll()) {
                each.unregister();
            }
        }
    }
}
