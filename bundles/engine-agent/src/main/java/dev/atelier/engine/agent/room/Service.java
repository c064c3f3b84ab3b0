package dev.atelier.engine.agent.room;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.callback.Callbacks;
import dev.atelier.engine.agent.git.Worktrees;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.ImageBuilds;
import dev.atelier.engine.agent.run.Leftovers;
import dev.atelier.engine.agent.runtime.AgentBackend;
import dev.atelier.engine.agent.server.AgentDuty;
import dev.atelier.engine.agent.server.Terms;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's service to one server under one set of terms, with its place on this host. */
final class Service implements Closeable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration ENGINE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(25);
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Deal deal;
    private final Place place;
    private final Housekeeping housekeeping;
    private final AgentDuty duty;
    private final Reachable reachable;
    private final AgentBackend agents;
    private final ScheduledExecutorService hourly =
            Executors.newSingleThreadScheduledExecutor(Threads.named("agent-housekeeping"));

    /** What stays the same for as long as the service does. */
    private record Place(
            Path state, Worktrees worktrees, Ownership ownership, Leftovers leftovers, ExecutorService threads) {
        AgentHost host(AgentConfig config, String server) throws EngineException {
            EngineChoice choice = EngineChoice.of(
                    config.agent_container_runtime(), config.agent_container_socket(), uid(state), System.getenv());
            return new AgentHost(
                    ReadConfig.of(config, server),
                    worktrees,
                    state,
                    new EngineDoor(choice, ENGINE),
                    ownership,
                    new ImageBuilds(),
                    leftovers,
                    threads,
                    Clock.systemUTC());
        }

        private static long uid(Path state) {
            try {
                return ((Number) Files.getAttribute(state, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
            } catch (IOException | UnsupportedOperationException e) {
                return 0;
            }
        }
    }

    private Service(
            Deal deal,
            Place place,
            Housekeeping housekeeping,
            AgentDuty duty,
            Reachable reachable,
            AgentBackend agents) {
        this.deal = deal;
        this.place = place;
        this.housekeeping = housekeeping;
        this.duty = duty;
        this.reachable = reachable;
        this.agents = agents;
    }

    /** @throws IOException when the place where agents work cannot be had */
    static Service begin(Home home, BooleanSupplier paused, Callbacks callbacks, Deal deal)
            throws AgentFailure, IOException {
        Ground ground = Ground.of(home, deal.config());
        ExecutorService threads = Executors.newCachedThreadPool(Threads.named("agent-run"));
        Place place = new Place(
                ground.state(),
                new Worktrees(ground.state(), ground.worktrees(), "git", System.getenv(), threads),
                new Ownership(deal.identity(), UUID.randomUUID().toString()),
                new Leftovers(),
                threads);
        AgentHost host = place.host(deal.config(), deal.url());
        Housekeeping housekeeping = new Housekeeping(
                host,
                Duration.ofDays(deal.config().agent_worktree__retention()),
                Duration.ofDays(deal.config().agent_image__retention()));
        try {
            AgentDuty duty = AgentDuty.at(
                    deal.url(),
                    deal.config().agent_allow__insecure__http(),
                    deal.token(),
                    host,
                    terms(home, deal, place),
                    () -> !paused.getAsBoolean(),
                    () -> ThreadLocalRandom.current().nextDouble());
            AgentBackend agents = new AgentBackend(host, ReadConfig.runtime(deal.config()), paused, FAREWELL);
            Service service = new Service(deal, place, housekeeping, duty, new Reachable(callbacks, duty), agents);
            service.start();
            return service;
        } catch (AgentFailure | RuntimeException e) {
            housekeeping.close();
            throw e;
        }
    }

    private static Terms terms(Home home, Deal deal, Place place) {
        return new Terms(
                deal.name(),
                place.ownership().instance(),
                home.version(),
                deal.config().agent_worker_max__tasks(),
                ReadConfig.of(deal.config(), deal.url()).box().limits().memoryBytes(),
                Runtime.getRuntime().availableProcessors(),
                HEARTBEAT,
                POLL,
                ENGINE,
                FAREWELL);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    private void start() {
        reachable.under(deal);
        // What an earlier process left goes first: a task that comes back finds its files free.
        hourly.execute(() -> {
            tidy();
            duty.start();
        });
        hourly.scheduleWithFixedDelay(this::tidy, 1, 1, TimeUnit.HOURS);
    }

    private void tidy() {
        housekeeping.tidy(task -> duty.works(task) || agents.works(task));
    }

    /** @return whether nothing had to be ended for it; the new settings count from the next task on */
    boolean goesOn(Deal changed) {
        if (!changed.continues(deal)) {
            return false;
        }
        reachable.under(changed);
        try {
            AgentHost host = place.host(changed.config(), changed.url());
            agents.under(host, ReadConfig.runtime(changed.config()));
            duty.under(host);
            housekeeping.under(host);
            housekeeping.keeps(
                    Duration.ofDays(changed.config().agent_worktree__retention()),
                    Duration.ofDays(changed.config().agent_image__retention()));
        } catch (EngineException | IllegalArgumentException e) {
            LOG.atError().addKeyValue("problem", e.getMessage()).log("the settings of before stay");
        }
        return true;
    }

    /** What runs agents for the runtimes of this process. */
    AgentBackend agents() {
        return agents;
    }

    @Override
    public void close() {
        reachable.close();
        agents.leave(); // all end at the same time
        duty.close();
        agents.close();
        boolean tidied = Threads.stop(hourly, Duration.ofSeconds(1));
        boolean ended = Threads.stop(place.threads(), Duration.ofSeconds(2));
        if (!tidied || !ended) {
            LOG.warn("agents did not end in time");
        }
        try {
            housekeeping.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the place of agents stays locked");
        }
    }
}
