package dev.atelier.fleet.internal;

import dev.atelier.http.api.RouteMounts;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The fleet's place below {@code /api} of the main listener. Nobody gets past it without a key, loopback or not. */
@Component(service = FleetMount.class, immediate = true)
public final class FleetMount {
    static final String PREFIX = "/api";

    private final ServiceRegistration<Servlet> registration;
    private final Sockets sockets = new Sockets();

    /** Not there while the store is opened, and when it cannot be. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ApiKeys keys;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FleetRoom room;

    @Activate
    public FleetMount(BundleContext context, @Reference(name = "mounts") RouteMounts mounts) {
        Map<String, Object> properties = Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                PREFIX + "/*",
                "osgi.http.whiteboard.servlet.asyncSupported",
                true,
                "osgi.http.whiteboard.context.select",
                "(osgi.http.whiteboard.context.name=atelier-main)");
        Servlet servlet = new FleetServlet(
                mounts.mount(FleetRoutes.LISTENER_NAME, this::check, Replies::form),
                new SocketDoor(this::check, () -> room, sockets));
        registration = context.registerService(Servlet.class, servlet, FrameworkUtil.asDictionary(properties));
    }

    @Deactivate
    void stop() {
        registration.unregister();
        sockets.stop();
    }

    private String check(HttpServletRequest request) {
        ApiKeys known = keys;
        if (known == null || room == null) {
            throw Replies.error(503, "unavailable", "the studio is starting", List.of())
                    .withHeader("Retry-After", "2");
        }
        return caller(
                request.getHeader("Origin"), request.getHeader("Host"), request.getHeader("Authorization"), known);
    }

    static String caller(@Nullable String origin, @Nullable String host, @Nullable String authorization, ApiKeys keys) {
        if (origin != null && !Origins.same(origin, host)) {
            throw Replies.error(403, "foreign_origin", "pages of other sites are not served", List.of());
        }
        Optional<Principal> who = keys.principal(authorization);
        Principal known = who.orElseThrow(FleetRoutes::unauthorized);
        if (!FleetRoutes.allows(known, FleetRoute.Need.READ)) {
            throw Replies.error(
                    403, "forbidden", "a key of role " + known.role().wireName() + " may not do this", List.of());
        }
        return known.name();
    }
}
