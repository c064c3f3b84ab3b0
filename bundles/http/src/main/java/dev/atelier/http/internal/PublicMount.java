package dev.atelier.http.internal;

import dev.atelier.http.api.Routes;
import jakarta.servlet.Servlet;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Serves public routes on the main listener: a servlet for each room's, with exactly the patterns of its routes, so that
 * nothing else below the root is taken.
 */
@Component(service = PublicMount.class, immediate = true)
public final class PublicMount {
    private final BundleContext context;
    private final RouteMountsImpl mounts;
    private final Map<ServiceReference<Routes>, ServiceRegistration<?>> rooms = new HashMap<>();
    private @Nullable ServiceRegistration<?> root;

    @Activate
    public PublicMount(BundleContext context, @Reference(name = "mounts") RouteMountsImpl mounts) {
        this.context = context;
        this.mounts = mounts;
    }

    @Activate
    void start() {
        root = context.registerService(Servlet.class, new RootRedirect(), properties(List.of("")));
    }

    @Deactivate
    synchronized void stop() {
        if (root != null) {
            root.unregister();
        }
        rooms.values().forEach(ServiceRegistration::unregister);
        rooms.clear();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Routes.LISTENER + "=" + Routes.PUBLIC + ")")
    synchronized void bindRoutes(Routes routes, ServiceReference<Routes> reference) {
        List<String> patterns = patterns(RouteMountsImpl.defined(routes));
        if (!patterns.isEmpty()) {
            Servlet servlet = mounts.servlet(Routes.PUBLIC, request -> "public", null, true);
            rooms.put(reference, context.registerService(Servlet.class, servlet, properties(patterns)));
        }
    }

    synchronized void unbindRoutes(ServiceReference<Routes> reference) {
        ServiceRegistration<?> registration = rooms.remove(reference);
        if (registration != null) {
            registration.unregister();
        }
    }

    /** The whiteboard has no names within a pattern: from the first one on, a star. */
    static List<String> patterns(List<RouteBook.Route> routes) {
        return routes.stream()
                .map(route -> {
                    StringBuilder pattern = new StringBuilder();
                    for (String segment : route.pattern()) {
                        if (segment.startsWith("{")) {
                            return pattern.append("/*").toString();
                        }
                        pattern.append('/').append(segment);
                    }
                    return pattern.toString();
                })
                .distinct()
                .sorted()
                .toList();
    }

    private static Dictionary<String, Object> properties(List<String> patterns) {
        return FrameworkUtil.asDictionary(Map.of(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, patterns.toArray(String[]::new),
                HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT, ListenerContext.select(Marks.MAIN),
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true));
    }
}
