package dev.atelier.session.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.host.api.Host;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.registration.api.Registration;
import dev.atelier.session.api.StudioLinks;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import dev.atelier.wire.api.Claim;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room's front: puts its parts together, starts and stops them. */
@Component(
        service = {SessionRoom.class, StudioLinks.class},
        immediate = true,
        configurationPid = "dev.atelier.session")
@Designate(ocd = SessionConfig.class)
public final class SessionRoom implements Pumps, StudioLinks {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRoom.class);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int MOST_ASIDE = 1_000;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("session-timer"));
    private final ThreadPoolExecutor aside = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_ASIDE), Threads.named("session-outbox"));
    private final Registration registration;
    private final Board board;
    private final Tally tally = new Tally();
    private final Underway underway = new Underway();
    private final HttpPost post = new HttpPost();
    private final Uploads uploads;
    private final Courier courier;
    private final Offers offers;
    private final Heartbeats heartbeats;
    private final LogShipper shipper;
    private final WsSockets sockets;
    private final Listeners others = new Listeners();
    private final SideChannel side;
    private final Supervisor supervisor;
    private final @Nullable Verdict verdict;
    private volatile SessionSettings settings;
    private Registration.@Nullable Subscription watching;

    /** The rooms this one works with. */
    record Rooms(
            Registration registration,
            CapabilitySource capabilities,
            Jobs jobs,
            Engines engines,
            ModelCatalogue catalogue,
            WorkerLog log,
            WorkerSettings worker,
            Settings settings,
            Host host,
            EventHub events) {}

    @Activate
    public SessionRoom(
            @Reference(name = "home") Home home,
            @Reference(name = "registration") Registration registration,
            @Reference(name = "capabilities") CapabilitySource capabilities,
            @Reference(name = "jobs") Jobs jobs,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "log") WorkerLog log,
            @Reference(name = "worker") WorkerSettings worker,
            @Reference(name = "settings") Settings settings,
            @Reference(name = "host") Host host,
            @Reference(name = "events") EventHub events,
            BundleContext context,
            SessionConfig config) {
        this(
                new Rooms(registration, capabilities, jobs, engines, catalogue, log, worker, settings, host, events),
                new Outbox(home.state().resolve("outbox")),
                new Verdict(context, home.roles().size() == 1),
                SessionSettings.from(config),
                Clock.systemUTC());
    }

    /** @param verdict null when nobody ends the process */
    SessionRoom(Rooms rooms, Outbox outbox, @Nullable Verdict verdict, SessionSettings settings, Clock clock) {
        this.registration = rooms.registration();
        this.settings = settings;
        this.verdict = verdict;
        timer.setRemoveOnCancelPolicy(true);
        board = new Board(rooms.events(), clock);
        uploads = new Uploads(post, timer, () -> this.settings.uploadRetry(), tally);
        courier = new Courier(outbox, uploads, aside, timer, rooms.log(), clock);
        offers = new Offers(
                rooms.jobs(),
                rooms.engines(),
                () -> heldBack(rooms.worker(), rooms.host()),
                new Mirror(rooms.catalogue(), aside, rooms.log()),
                new Deliveries(uploads, courier, rooms.log()),
                courier,
                underway,
                this::later,
                rooms.log(),
                tally,
                System::nanoTime);
        heartbeats = new Heartbeats(rooms.capabilities(), underway::current, new BeatWatcher(board, rooms.log()));
        shipper = new LogShipper(rooms.log(), clock);
        sockets = new WsSockets(timer);
        side = new SideChannel(rooms.jobs(), others, sockets.speaking(SideChannel.PROTOCOL), timer);
        supervisor = new Supervisor(
                rooms.registration(),
                sockets.speaking(UpgradeDraft.SESSION),
                rooms.capabilities(),
                this,
                board,
                rooms.log(),
                () -> this.settings,
                () -> reconnectCap(rooms.settings()),
                verdict == null ? reason -> {} : verdict,
                tally);
    }

    @Activate
    void start() {
        courier.open();
        watching = registration.watch(state -> supervisor.changed());
        supervisor.start();
    }

    /** An open session stays: new timings count from the next one on. */
    @Modified
    void modified(SessionConfig config) {
        settings = SessionSettings.from(config);
    }

    @Deactivate
    void stop() {
        if (watching != null) {
            watching.close();
        }
        uploads.close();
        boolean clean = supervisor.stop();
        clean &= heartbeats.stop(GRACE);
        clean &= shipper.stop(GRACE);
        clean &= post.stop(GRACE);
        clean &= Threads.stop(aside, GRACE);
        clean &= sockets.stop(GRACE);
        timer.shutdownNow();
        clean &= Threads.stop(timer, GRACE);
        if (verdict != null) {
            verdict.clear();
        }
        if (!clean) {
            LOG.warn("the session did not stop in time");
        }
    }

    @Override
    public void begin(Link link, SessionSettings now) {
        heartbeats.begin(link, now.heartbeat());
        shipper.begin(link, now.logFlush());
        courier.welcomed(link);
        if (link.offersLink()) {
            side.begin(link.credentials());
        }
    }

    @Override
    public void end() {
        side.end();
        heartbeats.end();
        shipper.end();
    }

    @Override
    public Watching watch(Listener listener) {
        return others.watch(listener);
    }

    @Override
    public void offered(Claim claim, Link link) {
        offers.offered(claim, link);
    }

    @Override
    public void unusable(String jobId, String why, Link link) {
        offers.unusable(jobId, why, link);
    }

    @Override
    public void anotherStudio() {
        shipper.anotherStudio();
    }

    Board board() {
        return board;
    }

    /** Why there is no work from the studio; empty when there is, or when there is none to come. */
    Optional<String> problem() {
        if (!registration.expectsStudio()) {
            return Optional.empty();
        }
        return registration.studio().isEmpty()
                ? Optional.of("the studio of this process does not answer yet")
                : Optional.of(board.state().problem()).filter(problem -> !problem.isEmpty());
    }

    void collect(MetricSource.Sink sink) {
        boolean connected = board.state().name() == SessionState.Name.CONNECTED;
        sink.gauge("atelier_session_connected", "1 while the studio has welcomed us.", connected ? 1 : 0, Map.of());
        sink.gauge("atelier_session_link", "1 while the studio reads along.", side.open() ? 1 : 0, Map.of());
        sink.gauge("atelier_session_outbox", "Results that wait for the studio.", courier.size(), Map.of());
        sink.counter(
                "atelier_session_log_dropped_total",
                "Log lines that were dropped before the studio saw them.",
                (double) shipper.dropped(),
                Map.of());
        tally.collect(sink);
    }

    private void later(CompletableFuture<?> when, Duration atTheLatest, Runnable action) {
        AtomicBoolean once = new AtomicBoolean();
        Runnable posted = () -> {
            if (once.compareAndSet(false, true)) {
                supervisor.post(action);
            }
        };
        try {
            var patience = timer.schedule(posted, atTheLatest.toNanos(), TimeUnit.NANOSECONDS);
            var unused = when.whenComplete((value, failure) -> {
                patience.cancel(false);
                posted.run();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("an offer is left alone: the room is closed");
        }
    }

    private static boolean heldBack(WorkerSettings worker, Host host) {
        return worker.onlyWhenIdle() && !host.presence().equals(Optional.of(Host.Presence.IDLE));
    }

    private static int reconnectCap(Settings settings) {
        try {
            return settings.find("ws_reconnect_attempts")
                    .map(Setting::value)
                    .map(Integer::parseInt)
                    .orElse(0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
