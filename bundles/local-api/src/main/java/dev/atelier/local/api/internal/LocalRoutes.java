package dev.atelier.local.api.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Threads;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.http.api.StatusPart;
import dev.atelier.settings.api.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shell itself answers: health, status, events, and the end. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class LocalRoutes implements Routes {
    /** Time for the answer to leave before the listener goes. */
    private static final long FAREWELL_MS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LocalRoutes.class);

    private final Runnable stopProcess;
    private final LocalAddress address;
    private final Status status;
    private final EventsRoute events;
    private final ScheduledExecutorService shutdown =
            Executors.newSingleThreadScheduledExecutor(Threads.named("local-api-shutdown"));

    @Reference
    private volatile List<StatusPart> parts = List.of();

    @Activate
    public LocalRoutes(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "settings") WorkerSettings settings,
            @Reference(name = "hub") EventHub hub,
            @Reference(name = "address") LocalAddress address) {
        this(() -> stopFramework(context), home, settings, hub, address);
    }

    LocalRoutes(Runnable stopProcess, Home home, WorkerSettings settings, EventHub hub, LocalAddress address) {
        this.stopProcess = stopProcess;
        this.address = address;
        this.status = new Status(home, settings);
        this.events = new EventsRoute(hub, home.version());
    }

    @Deactivate
    void stop() {
        if (!Threads.stop(shutdown, Duration.ofSeconds(1))) {
            LOG.warn("local-api-shutdown did not stop in time");
        }
    }

    @Override
    public void define(RouteTable table) {
        table.get("/healthz", exchange -> exchange.json(200, status.health(parts)))
                .get("/daemon/status", exchange -> exchange.json(200, status.status(parts, address.get())))
                .get("/events", events::handle)
                .post("/daemon/shutdown", this::end);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the process ends with it
    private void end(Exchange exchange) throws IOException {
        LOG.atInfo().addKeyValue("caller", exchange.caller()).log("asked to shut down");
        exchange.json(202, Json.object().put("ok", true));
        shutdown.schedule(stopProcess, FAREWELL_MS, TimeUnit.MILLISECONDS);
    }

    private static void stopFramework(BundleContext context) {
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop(); // returns at once, the framework has its own thread
        } catch (BundleException e) {
            LOG.atError().setCause(e).log("framework does not stop");
        }
    }
}
