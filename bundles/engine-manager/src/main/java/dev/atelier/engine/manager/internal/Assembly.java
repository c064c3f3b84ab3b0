package dev.atelier.engine.manager.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.engine.manager.internal.catalogue.Catalogue;
import dev.atelier.engine.manager.internal.deploy.DeployWatcher;
import dev.atelier.engine.manager.internal.host.Bounded;
import dev.atelier.engine.manager.internal.host.FelixHost;
import dev.atelier.engine.manager.internal.http.EngineRoutes;
import dev.atelier.engine.manager.internal.journal.Journal;
import dev.atelier.engine.manager.internal.operation.Context;
import dev.atelier.engine.manager.internal.operation.Operations;
import dev.atelier.engine.manager.internal.operation.Seeds;
import dev.atelier.engine.manager.internal.parts.Additions;
import dev.atelier.engine.manager.internal.parts.PartRoutes;
import dev.atelier.engine.manager.internal.registry.EngineRegistry;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.BundleStore;
import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.manager.internal.verify.TrustedKeys;
import dev.atelier.engine.manager.internal.verify.Verifier;
import dev.atelier.http.api.RouteTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the manager together and takes it apart again. */
final class Assembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    /** Lines of hash and path, set by the launcher. */
    private static final String SEEDS = "atelier.engine.seeds";

    /** Of JDK types only, so that it crosses to the launcher, which shares no class with bundles. */
    private static final Map<String, String> READY = Map.of("atelier.ready", "engines");

    private final BundleContext bundles;
    private final EngineRegistry registry = new EngineRegistry();
    private final Bounded bounded = new Bounded();
    private final FelixHost host;
    private final Journal journal;
    private final Seeds seeds;
    private final Catalogue catalogue;
    private final Operations operations;
    private final DeployWatcher deploy;
    private final EngineRoutes routes;
    private final Additions additions;
    private final PartRoutes partRoutes;
    private final Figures figures;
    private volatile @Nullable ServiceRegistration<?> ready;

    Assembly(BundleContext bundles, Home home, EventHub events, Supplier<ManagerSettings> settings) throws IOException {
        this(bundles, home, events, settings, Disk.real(), Clock.systemUTC(), bundles.getProperty(SEEDS));
    }

    Assembly(
            BundleContext bundles,
            Home home,
            EventHub events,
            Supplier<ManagerSettings> settings,
            Disk disk,
            Clock clock,
            @Nullable String shipped)
            throws IOException {
        this.bundles = bundles;
        Path engines = home.engines();
        seeds = Seeds.parse(shipped);
        journal = Journal.open(engines, clock);
        host = new FelixHost(bundles, bounded);
        catalogue = new Catalogue(() -> settings.get().catalogues(), seeds, clock);
        Context context = new Context(
                registry,
                host,
                new BundleStore(engines, disk),
                journal,
                bounded,
                events,
                settings,
                clock,
                engines.resolve("scratch"),
                new Notes(bundles)::beforeSwapOf);
        Verifier verifier = new Verifier(new TrustedKeys(home.etc()), seeds.hashes(), host.engineApi(), clock);
        operations = new Operations(context, verifier, catalogue);
        deploy = new DeployWatcher(
                home.deploy(), engines.resolve("deploy.json"), operations, operations::tellRefused, registry, settings);
        routes = new EngineRoutes(registry, operations, catalogue, engines.resolve("uploads"));
        additions = new Additions(events);
        partRoutes = new PartRoutes(registry, additions);
        figures = new Figures(registry, operations, bounded, home.roles().contains("worker"));
    }

    /** Returns at once; the engines come up on the manager's own threads. */
    void start() {
        operations.startUp(seeds, this::started);
    }

    /** Each engine has started or failed to: whoever waits for that, the launcher for one, may go on. */
    private void started() {
        try {
            ready = bundles.registerService(Supplier.class, () -> "", FrameworkUtil.asDictionary(READY));
        } catch (IllegalStateException e) {
            LOG.atDebug().setCause(e).log("stopped while the engines started");
            return;
        }
        deploy.start();
    }

    EngineRegistry registry() {
        return registry;
    }

    Operations operations() {
        return operations;
    }

    void define(RouteTable table) {
        routes.define(table);
        partRoutes.define(table);
    }

    Figures figures() {
        return figures;
    }

    @Override
    public void close() {
        withdraw();
        deploy.close();
        additions.close();
        operations.close();
        catalogue.close();
        host.close();
        try {
            journal.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("journal of engine operations not closed");
        }
    }

    private void withdraw() {
        ServiceRegistration<?> registered = ready;
        if (registered == null) {
            return;
        }
        try {
            registered.unregister();
        } catch (IllegalStateException e) {
            LOG.atDebug().setCause(e).log("the framework took the service back before");
        }
    }
}
