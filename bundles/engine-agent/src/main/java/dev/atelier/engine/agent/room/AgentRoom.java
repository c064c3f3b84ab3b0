package dev.atelier.engine.agent.room;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.callback.Callbacks;
import dev.atelier.engine.agent.runtime.NotYet;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.Registration;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.settings.api.SettingCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's front: serves the studio this worker belongs to, or the server it is told, for as long as there is one and
 * the operator wants it. Whatever changes, runs that go on are ended only when they have to be.
 */
@Component(
        service = {AgentRoom.class, SettingCheck.class},
        immediate = true,
        configurationPid = "dev.atelier.engine.agent")
@Designate(ocd = AgentConfig.class)
public final class AgentRoom implements SettingCheck {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(AgentRoom.class);

    private final Home home;
    private final Registration registration;
    private final Jobs jobs;
    private final Callbacks callbacks;
    private final Map<String, String> environment;
    private final ExecutorService changes = Executors.newSingleThreadExecutor(Threads.named("agent-room"));
    private final RuntimeDesk desk = new RuntimeDesk();
    private volatile AgentConfig config;
    private Registration.@Nullable Subscription watching;
    private @Nullable Service service;

    @Activate
    public AgentRoom(
            @Reference(name = "home") Home home,
            @Reference(name = "registration") Registration registration,
            @Reference(name = "jobs") Jobs jobs,
            @Reference(name = "callbacks") Callbacks callbacks,
            AgentConfig config) {
        this(home, registration, jobs, callbacks, config, System.getenv());
    }

    AgentRoom(
            Home home,
            Registration registration,
            Jobs jobs,
            Callbacks callbacks,
            AgentConfig config,
            Map<String, String> environment) {
        this.home = home;
        this.registration = registration;
        this.jobs = jobs;
        this.callbacks = callbacks;
        this.config = config;
        this.environment = environment;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRuntime(WorkerRuntime runtime) {
        desk.add(runtime);
        try {
            changes.execute(() -> desk.serve(runtime));
        } catch (RejectedExecutionException e) {
            LOG.trace("the room has closed");
        }
    }

    void unbindRuntime(WorkerRuntime runtime) {
        desk.remove(runtime);
    }

    @Activate
    void start() {
        watching = registration.watch(state -> consider());
        consider();
    }

    @Modified
    void modified(AgentConfig changed) {
        config = changed;
        consider();
    }

    @Deactivate
    void stop() {
        if (watching != null) {
            watching.close();
        }
        changes.execute(() -> become(Optional.empty(), false));
        if (!Threads.stop(changes, GRACE)) {
            LOG.warn("agents did not end in time");
        }
    }

    @Override
    public Optional<String> refuse(String name, String value) {
        return ReadConfig.refuse(name, value);
    }

    /** What is so now counts when its turn has come: nothing of it blocks who tells. */
    private void consider() {
        try {
            changes.execute(() -> become(wanted(), config.agent_enabled()));
        } catch (RejectedExecutionException e) {
            LOG.trace("the room has closed");
        }
    }

    private Optional<Deal> wanted() {
        AgentConfig now = config;
        if (!now.agent_enabled()) {
            return Optional.empty();
        }
        try {
            String url = now.agent_main__server_url().strip();
            if (!url.isEmpty()) {
                return Optional.of(new Deal(
                        url, ServerToken.of(now, environment), home.root().toString(), now));
            }
            return registration
                    .credentials()
                    .map(known -> new Deal(known.studio().base(), known.authToken(), known.workerId(), now));
        } catch (IOException | IllegalArgumentException e) {
            LOG.atError().addKeyValue("problem", e.getMessage()).log("no agent tasks are taken");
            return Optional.empty();
        }
    }

    private void become(Optional<Deal> deal, boolean wanted) {
        Service before = service;
        if (before != null && deal.isPresent() && before.goesOn(deal.get())) {
            return;
        }
        if (before != null) {
            service = null;
            before.close();
        }
        desk.become(wanted ? new NotYet() : null);
        deal.ifPresent(this::begin);
    }

    private void begin(Deal deal) {
        try {
            Service begun = Service.begin(home, jobs::paused, callbacks, deal);
            service = begun;
            desk.become(begun.agents());
        } catch (AgentFailure | IOException | IllegalArgumentException e) {
            LOG.atError().addKeyValue("problem", e.getMessage()).log("no agent tasks are taken");
        }
    }
}
