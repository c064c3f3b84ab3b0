package dev.atelier.studio.gateway.internal;

import dev.atelier.http.api.RouteMounts;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
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

/** The gateway's routes below {@code /v1} of the main listener. */
@Component(service = GatewayMount.class, immediate = true)
public final class GatewayMount {
    static final String LISTENER = "gateway";
    static final String PREFIX = "/v1";

    private final ServiceRegistration<Servlet> registration;

    /** Not there while the store is opened, and when it cannot be. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ApiKeys keys;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Desk desk;

    @Activate
    public GatewayMount(BundleContext context, @Reference(name = "mounts") RouteMounts mounts) {
        Map<String, Object> properties = Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                PREFIX + "/*",
                "osgi.http.whiteboard.servlet.asyncSupported",
                true,
                "osgi.http.whiteboard.context.select",
                "(osgi.http.whiteboard.context.name=atelier-main)");
        Servlet servlet = mounts.mount(LISTENER, this::check, Errors::body);
        registration = context.registerService(Servlet.class, servlet, FrameworkUtil.asDictionary(properties));
    }

    @Deactivate
    void stop() {
        registration.unregister();
    }

    private String check(HttpServletRequest request) {
        ApiKeys known = keys;
        if (known == null || desk == null) {
            throw Errors.unavailable("the studio is not ready; its log says why");
        }
        return caller(request.getRequestURI(), request.getHeader("Authorization"), known);
    }

    /** A link to a file needs no key. Every other route asks again who it is. */
    static String caller(String uri, @Nullable String authorization, ApiKeys keys) {
        if (uri.startsWith(PREFIX + FileRoutes.PREFIX)) {
            return "link";
        }
        return keys.principal(authorization).map(Principal::name).orElseThrow(Errors::noKey);
    }
}
