package dev.atelier.studio.http.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.http.api.ApiPart;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.WorkerStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The studio's routes and sockets; there once store and dispatch are. */
@Component(
        service = {Routes.class, MetricSource.class, StudioRoutes.class},
        property = Routes.LISTENER + "=" + StudioRoutes.STUDIO,
        configurationPid = "dev.atelier.studio.http")
@Designate(ocd = StudioHttpConfig.class)
public final class StudioRoutes implements Routes, MetricSource {
    /** The name under which the routes are mounted on the main listener. */
    static final String STUDIO = "studio";

    /** What it stands on. */
    record Parts(
            JobStore jobs,
            WorkerStore workers,
            ModelRegistry models,
            KeyStore keys,
            ResultStore results,
            Sessions sessions,
            Queue queue,
            LinkRoom links) {}

    private final Gatekeeper gatekeeper;
    private final Sockets sockets = new Sockets();
    private final LinkRoom links;
    private final SocketDoor door;
    private final RegisterApi registrations;
    private final UploadApi uploads;
    private final StudioApi api;
    private volatile int perMinute;

    /** What serves routes beside these. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<ApiPart> others = List.of();

    @Activate
    public StudioRoutes(
            @Reference(name = "home") Home home,
            @Reference(name = "hub") EventHub hub,
            @Reference(name = "jobs") JobStore jobs,
            @Reference(name = "workers") WorkerStore workers,
            @Reference(name = "models") ModelRegistry models,
            @Reference(name = "keys") KeyStore keys,
            @Reference(name = "results") ResultStore results,
            @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "queue") Queue queue,
            @Reference(name = "links") LinkRoom links,
            @Reference(name = "gatekeeper") Gatekeeper gatekeeper,
            @Reference(name = "inputs") InputStore inputs,
            StudioHttpConfig config) {
        this(
                home,
                hub,
                new Parts(jobs, workers, models, keys, results, sessions, queue, links),
                gatekeeper,
                inputs,
                config.studio_register__limit());
    }

    StudioRoutes(Home home, EventHub hub, Parts parts, Gatekeeper gatekeeper, InputStore inputs, int perMinute) {
        this.gatekeeper = gatekeeper;
        this.perMinute = perMinute;
        this.links = parts.links();
        WorkerStore workers = parts.workers();
        Notices notices = new Notices(hub);
        this.door = new SocketDoor(workers, parts.sessions(), parts.links(), sockets);
        this.registrations = new RegisterApi(
                workers, new OwnWorker(home), notices, new RateLimit(System::nanoTime), () -> this.perMinute);
        this.uploads = new UploadApi(workers, parts.queue(), parts.results());
        List<ApiRoute> routes = new ArrayList<>();
        routes.addAll(registrations.routes());
        routes.addAll(uploads.routes());
        routes.addAll(new JobApi(parts.queue(), parts.jobs(), parts.results(), new Orders(parts.models())).routes());
        routes.addAll(new WorkerApi(workers, parts.sessions(), notices).routes());
        routes.addAll(new ApprovalApi(workers, notices).routes());
        routes.addAll(new ModelApi(parts.models(), workers).routes());
        routes.addAll(new KeyApi(parts.keys(), gatekeeper).routes());
        routes.addAll(new Realtime(hub).routes());
        routes.addAll(new InputApi(inputs, parts.results()).routes());
        this.api = new StudioApi(routes, home.version(), () -> others);
    }

    @Modified
    void modified(StudioHttpConfig config) {
        perMinute = config.studio_register__limit();
    }

    @Deactivate
    void stop() {
        sockets.stop();
    }

    @Override
    public void define(RouteTable table) {
        api.serve(table, exchange -> gatekeeper
                .principal(exchange.header("Authorization").orElse(null))
                .orElseThrow(Refusals::unauthorized));
    }

    /** The operators' part for the console and the local API, which know by themselves who is there. */
    void defineForThisHost(RouteTable table) {
        api.serveOperators(table, "/studio", exchange -> new Principal(KeyStore.Role.ADMIN, null, exchange.caller()));
    }

    void connect(SocketDoor.Wanted wanted, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        door.enter(wanted, request, response);
    }

    @Override
    public void collect(Sink sink) {
        sink.gauge("atelier_studio_sockets", "Sockets of workers that are open", sockets.count(), Map.of());
        sink.gauge("atelier_studio_links", "Workers that can be read along with", links.count(), Map.of());
        sink.counter(
                "atelier_studio_registrations_refused_total",
                "Requests to become a worker that came too fast",
                (double) registrations.refused(),
                Map.of());
        sink.counter("atelier_studio_uploads_total", "Results taken as uploads", (double) uploads.stored(), Map.of());
    }
}
