package dev.atelier.http.internal;

import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.Guard;
import dev.atelier.http.api.Leftover;
import dev.atelier.http.api.RouteMounts;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the routes of all rooms, one book a listener. */
@Component(service = {RouteMounts.class, RouteMountsImpl.class})
public final class RouteMountsImpl implements RouteMounts {
    private static final Logger LOG = LoggerFactory.getLogger(RouteMountsImpl.class);

    private record Room(String listener, List<RouteBook.Route> routes) {}

    private final EventStreams streams = new EventStreams();
    private final Pace pace = new Pace();
    private final Leftover leftover = new Leftover();
    private final HttpMetrics metrics;
    /** By service reference, whose order is that of ranking. */
    private final TreeMap<ServiceReference<Routes>, Room> rooms = new TreeMap<>();

    private volatile Map<String, RouteBook> books = Map.of();

    @Activate
    public RouteMountsImpl(@Reference(name = "metrics") HttpMetrics metrics) {
        this.metrics = metrics;
    }

    @Activate
    void start() {
        metrics.streams(streams::count);
        streams.start();
        pace.start();
    }

    @Deactivate
    void stop() {
        streams.stop();
        pace.stop();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRoutes(Routes routes, ServiceReference<Routes> reference) {
        Room room = new Room(listenerOf(reference), defined(routes));
        synchronized (rooms) {
            rooms.put(reference, room);
            rebuild();
        }
    }

    void unbindRoutes(ServiceReference<Routes> reference) {
        synchronized (rooms) {
            rooms.remove(reference);
            rebuild();
        }
    }

    @Override
    public HttpServlet mount(String listener, Guard guard) {
        return servlet(listener, guard, null, false);
    }

    @Override
    public HttpServlet mount(String listener, Guard guard, ErrorForm errors) {
        return servlet(listener, guard, errors, false);
    }

    HttpServlet servlet(String listener, Guard guard, @Nullable ErrorForm errors, boolean wholePath) {
        Supplier<RouteBook> routes = () -> books.getOrDefault(listener, RouteBook.EMPTY);
        return new RouteServlet(listener, routes, guard, errors, streams, pace, leftover, metrics, wholePath);
    }

    static List<RouteBook.Route> defined(Routes routes) {
        List<RouteBook.Route> defined = new ArrayList<>();
        try {
            routes.define(new Table(defined));
        } catch (RuntimeException e) {
            // One room's mistake must not take the routes of the others away.
            LOG.atError()
                    .addKeyValue("routes", routes.getClass().getName())
                    .setCause(e)
                    .log("routes not all defined");
        }
        return defined;
    }

    private void rebuild() {
        Map<String, List<RouteBook.Route>> byListener = new HashMap<>();
        for (Room room : rooms.descendingMap().values()) { // the highest ranking first
            byListener
                    .computeIfAbsent(room.listener(), name -> new ArrayList<>())
                    .addAll(room.routes());
        }
        Map<String, RouteBook> built = new HashMap<>();
        byListener.forEach((listener, routes) -> built.put(listener, new RouteBook(routes)));
        books = Map.copyOf(built);
    }

    private static String listenerOf(ServiceReference<Routes> reference) {
        return String.valueOf(reference.getProperty(Routes.LISTENER));
    }

    private record Table(List<RouteBook.Route> routes) implements RouteTable {
        @Override
        public RouteTable route(String method, String pattern, Handler handler) {
            routes.add(RouteBook.Route.of(method, pattern, handler));
            return this;
        }
    }
}
