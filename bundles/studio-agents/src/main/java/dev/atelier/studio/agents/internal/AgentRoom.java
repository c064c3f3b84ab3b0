package dev.atelier.studio.agents.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Seal;
import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.api.WorkerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything behind the doors for workers and operators; there once the store is. */
@Component(
        service = {AgentRoom.class, MetricSource.class},
        configurationPid = "dev.atelier.studio.agents")
@Designate(ocd = AgentsConfig.class)
public final class AgentRoom implements MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRoom.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 2_000;
    private static final int SWEEPS_IN_A_SILENCE = 9;

    private final EventHub hub;
    private final AgentStore store;
    private final ScheduledThreadPoolExecutor executor;
    private final Waiting waiting;
    private final Followers followers;
    private final RpcDoor rpc;
    private final List<AgentRoute> routes = new ArrayList<>();
    private final Sweep sweep;
    private final Duration stale;
    private EventHub.@Nullable Subscription subscription;

    @Activate
    public AgentRoom(
            @Reference(name = "home") Home home,
            @Reference(name = "hub") EventHub hub,
            @Reference(name = "agents") AgentStore store,
            @Reference(name = "workers") WorkerStore workers,
            AgentsConfig config) {
        this(hub, store, workers, AgentsSettings.from(config, home.state()), Clock.systemUTC());
    }

    AgentRoom(EventHub hub, AgentStore store, WorkerStore workers, AgentsSettings settings, Clock clock) {
        this.hub = hub;
        this.store = store;
        this.stale = settings.stale();
        executor = new ScheduledThreadPoolExecutor(2, Threads.named("studio-agents"));
        executor.setRemoveOnCancelPolicy(true);
        waiting = new Waiting(executor);
        followers = new Followers(store, executor);
        Vault vault = new Vault(store.secrets(), new Seal(settings.keyFile()));
        Notices notices = new Notices(hub);
        rpc = new RpcDoor(
                workers,
                new WorkerCalls(store, workers, vault, notices, settings, clock),
                new ReportCalls(store, notices, clock),
                new QuestionCalls(store, vault, waiting, notices, clock));
        sweep = new Sweep(store, notices, settings, clock);
        routes.addAll(new TaskApi(store, notices, settings, clock).routes());
        routes.addAll(new SessionApi(store, vault, waiting, followers, notices, clock).routes());
        routes.addAll(new PatchApi(store.tasks()).routes());
        routes.addAll(new SecretApi(vault, clock).routes());
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // end with the executor
    void start() {
        subscription = hub.subscribe(followers::told);
        executor.scheduleWithFixedDelay(followers::lookAtAll, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        long pause = Math.max(10, stale.toMillis() / SWEEPS_IN_A_SILENCE);
        executor.scheduleWithFixedDelay(sweep, pause, pause, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        if (subscription != null) {
            subscription.close();
        }
        if (!Threads.stop(executor, GRACE)) {
            LOG.warn("agent tasks did not stop in time");
        }
    }

    RpcDoor rpc() {
        return rpc;
    }

    List<AgentRoute> routes() {
        return List.copyOf(routes);
    }

    int waiting() {
        return waiting.count();
    }

    /** Takes tasks back from silent workers, now. */
    void sweep() {
        sweep.run();
    }

    @Override
    public void collect(Sink sink) {
        sink.gauge("atelier_studio_agent_streams", "Sessions that are followed", followers.count(), Map.of());
        sink.gauge("atelier_studio_agent_waiting", "Calls that wait for an answer", waiting.count(), Map.of());
        sink.gauge(
                "atelier_studio_agent_sessions",
                "Sessions that are under way",
                store.tasks().underWay().size(),
                Map.of());
    }
}
