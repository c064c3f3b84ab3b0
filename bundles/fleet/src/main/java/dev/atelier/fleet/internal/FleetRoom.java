package dev.atelier.fleet.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Threads;
import dev.atelier.fleet.internal.connect.ConnectionFile;
import dev.atelier.fleet.internal.connect.Secrets;
import dev.atelier.fleet.internal.connect.Workspace;
import dev.atelier.fleet.internal.observe.Observations;
import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The fleet of this studio, and what its parts share. */
@Component(
        service = {FleetRoom.class, MetricSource.class},
        configurationPid = "dev.atelier.fleet")
@Designate(ocd = FleetConfig.class)
public final class FleetRoom implements MetricSource {
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("fleet-work"));
    private final Calls calls = new Calls();
    private final Observations observations = new Observations();
    private final Runnable changed;
    private final Registry registry;
    private final Connections connections;
    private final Workspace workspace;
    private final List<FleetRoute> routes;
    private volatile Duration limit;
    private volatile String remotes;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable WorkerRuntime runtime;

    @Activate
    public FleetRoom(
            @Reference(name = "home") Home home, @Reference(name = "events") EventHub events, FleetConfig config)
            throws IOException {
        this(
                home,
                () -> events.publish("fleet", Json.object()),
                Duration.ofMillis(config.fleet_timeout__ms()),
                config.fleet_remotes(),
                config.fleet_workspace__name());
    }

    @SuppressWarnings("this-escape") // the runtimes ask for the limit when they are asked, which is later
    FleetRoom(Home home, Runnable changed, Duration limit, String remotes, String workspaceName) throws IOException {
        this.changed = new Tidings(changed, calls.timer())::changed;
        this.registry = new Registry(this.changed);
        this.limit = limit;
        this.remotes = remotes;
        InstantSource clock = InstantSource.system();
        Path studio = AtomicFiles.ownerOnlyFolder(home.root().resolve("studio"));
        Path state = AtomicFiles.ownerOnlyFolder(home.state());
        this.workspace = Workspace.readOrMake(studio.resolve("workspace-id"), workspaceName);
        EmbeddedRuntime embedded = new EmbeddedRuntime(workspace.id(), () -> runtime, threads, clock);
        registry.register(embedded);
        Secrets secrets = new Secrets(studio.resolve("secrets"), state.resolve("fleet-key"));
        this.connections = new Connections(
                new ConnectionFile(studio.resolve("fleet.json")),
                secrets,
                System::getenv,
                registry,
                remote -> new RemoteRuntime(remote, calls, () -> this.limit, clock, this.changed),
                observations::forget);
        List<FleetRoute> all = new ArrayList<>(new FleetApi(registry, workspace, embedded, threads).routes());
        all.addAll(new LaunchApi(registry, workspace, threads).routes());
        all.addAll(new CompanionApi(embedded, threads).routes());
        all.addAll(new ConnectionApi(connections, secrets, embedded, workspace, () -> this.limit, clock, threads)
                .routes());
        this.routes = List.copyOf(all);
    }

    @Activate
    void start() throws IOException {
        connections.start(remotes);
    }

    @Modified
    void modified(FleetConfig config) {
        limit = Duration.ofMillis(config.fleet_timeout__ms());
        if (!config.fleet_remotes().equals(remotes)) {
            remotes = config.fleet_remotes();
            connections.settings(remotes);
        }
    }

    @Deactivate
    void stop() {
        observations.close();
        calls.close();
        var unused = Threads.stop(threads, Duration.ofSeconds(1));
    }

    Workspace workspace() {
        return workspace;
    }

    Registry registry() {
        return registry;
    }

    /** Tells whoever looks on that a list may look different now. */
    void changed() {
        changed.run();
    }

    Observations observations() {
        return observations;
    }

    Calls calls() {
        return calls;
    }

    Duration limit() {
        return limit;
    }

    List<FleetRoute> routes() {
        return routes;
    }

    @Override
    public void collect(Sink sink) {
        long reached = connections.all().stream()
                .filter(each -> each.runtime().reached())
                .count();
        sink.gauge(
                "atelier_fleet_runtimes",
                "Runtimes elsewhere",
                connections.all().size(),
                Map.of());
        sink.gauge("atelier_fleet_runtimes_reached", "Those that answered when last asked", (double) reached, Map.of());
        sink.gauge("atelier_fleet_observers", "Those who look on at Workers", observations.watchers(), Map.of());
    }
}
