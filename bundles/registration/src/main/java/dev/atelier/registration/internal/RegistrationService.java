package dev.atelier.registration.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.Registration;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.settings.api.WorkerSettings;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

/** The room's front: owns the thread of the loop and tells the others what it finds. */
@Component(
        service = {Registration.class, RegistrationService.class},
        immediate = true,
        configurationPid = "dev.atelier.registration")
@Designate(ocd = RegistrationConfig.class)
public final class RegistrationService implements Registration {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final String BASE_URL = "api_base_url";
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationService.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("registration"));
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final EventHub events;
    private final StudioCalls calls;
    private final OwnStudio own;
    private final Supplier<Configured> configured;
    private final RegistrationLoop loop;
    private volatile RegistrationSettings settings;
    private volatile @Nullable CapabilitySource capabilities;
    private boolean toldMissing; // the loop's thread only
    private EventHub.@Nullable Subscription subscription;

    @Activate
    public RegistrationService(
            @Reference(name = "home") Home home,
            @Reference(name = "settings") WorkerSettings worker,
            @Reference(name = "events") EventHub events,
            RegistrationConfig config) {
        this(
                home.state(),
                home.version(),
                worker,
                home.roles().contains("studio"),
                events,
                RegistrationSettings.from(config),
                Clock.systemUTC());
    }

    RegistrationService(
            Path state,
            String version,
            WorkerSettings worker,
            boolean withStudio,
            EventHub events,
            RegistrationSettings settings,
            Clock clock) {
        String userAgent = "studio-worker/" + version;
        IdentityFile file = new IdentityFile(state, clock);
        Keeper keeper = new Keeper(file);
        this.events = events;
        this.settings = settings;
        this.calls = new StudioCalls(userAgent, StudioCalls.LIMIT);
        Ticker ticker = new Ticker(calls, this::offered, keeper::keep, Secret::random, userAgent, clock);
        this.own = new OwnStudio(withStudio);
        this.configured = () -> configured(worker);
        this.loop = new RegistrationLoop(
                configured, () -> this.settings.poll(), file, keeper, ticker, this::changed, clock);
    }

    private Configured configured(WorkerSettings worker) {
        String text = worker.apiBaseUrl().map(String::strip).orElse("");
        return text.isEmpty() ? own.configured() : Configured.parse(text);
    }

    /** Where the studio of this process is, as the launcher is told as well: from when it answers. */
    @Reference(
            target = "(atelier.endpoint=studio)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    void bindOwnStudio(Supplier<?> endpoint) {
        own.up(endpoint);
        moved();
    }

    void unbindOwnStudio(Supplier<?> endpoint) {
        own.down(endpoint);
        moved();
    }

    private void moved() {
        if (loop.outdated()) {
            calls.abandon(); // nobody wants its outcome any more
        }
        loop.wake();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindCapabilities(CapabilitySource source) {
        capabilities = source;
        loop.hurry();
    }

    void unbindCapabilities(CapabilitySource source) {
        if (capabilities == source) { // a successor may be bound already
            capabilities = null;
        }
    }

    @Activate
    void start() {
        subscription = events.subscribe(this::heard);
        thread.execute(loop);
    }

    @Modified
    void modified(RegistrationConfig config) {
        apply(RegistrationSettings.from(config));
    }

    void apply(RegistrationSettings next) {
        settings = next;
        loop.wake();
    }

    @Deactivate
    void stop() {
        if (subscription != null) {
            subscription.close();
        }
        loop.stop();
        calls.close();
        if (!Threads.stop(thread, GRACE)) {
            LOG.warn("registration did not stop in time");
        }
    }

    @Override
    public RegistrationState state() {
        return loop.standing().state();
    }

    @Override
    public Optional<StudioAddress> studio() {
        return loop.standing().studio();
    }

    @Override
    public boolean expectsStudio() {
        return configured.get().expected();
    }

    @Override
    public Optional<Credentials> credentials() {
        return loop.standing().credentials();
    }

    @Override
    public Subscription watch(Consumer<RegistrationState> action) {
        Watcher watcher = new Watcher(action);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public boolean reset() throws IOException {
        return loop.reset();
    }

    /** Whether nobody works for the studio that is expected: the session comes up by itself, and later than this. */
    boolean unattended() {
        return expectsStudio() && watchers.isEmpty();
    }

    Standing standing() {
        return loop.standing();
    }

    private Optional<Capabilities> offered() {
        CapabilitySource source = capabilities;
        if (source == null && !toldMissing) {
            toldMissing = true;
            LOG.info("registration waits until it is known what this worker can do");
        }
        return Optional.ofNullable(source).map(CapabilitySource::now);
    }

    private void heard(EventHub.Event event) {
        if (event.type().equals("workers") && loop.waitsForOwn()) {
            loop.hurry(); // it may be us that was decided on
        }
        if (!event.type().equals("settings")) {
            return;
        }
        for (JsonNode name : event.data().path("names")) {
            if (name.asText().equals(BASE_URL)) {
                moved();
            }
        }
    }

    private void changed(Standing now) {
        for (Watcher watcher : watchers) {
            try {
                watcher.action.accept(now.state());
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("watcher of the registration threw");
            }
        }
        events.publish("status", Json.object());
    }

    /** A class and not a record: two subscriptions of one consumer are two. */
    private static final class Watcher {
        final Consumer<RegistrationState> action;

        Watcher(Consumer<RegistrationState> action) {
            this.action = action;
        }
    }
}
