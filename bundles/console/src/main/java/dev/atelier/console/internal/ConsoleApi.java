package dev.atelier.console.internal;

import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteMounts;
import dev.atelier.http.api.Routes;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.apache.felix.webconsole.servlet.User;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The local API's routes, for the pages: the console's session in place of the token. */
@Component(service = ConsoleApi.class, immediate = true)
public final class ConsoleApi {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final ServiceRegistration<Servlet> registration;

    @Activate
    public ConsoleApi(BundleContext context, @Reference(name = "mounts") RouteMounts mounts) {
        Map<String, Object> properties = Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                "/api/*",
                "osgi.http.whiteboard.servlet.asyncSupported",
                true,
                "osgi.http.whiteboard.context.select",
                "(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)");
        Servlet servlet = mounts.mount(Routes.LOCAL, ConsoleApi::check);
        registration = context.registerService(Servlet.class, servlet, FrameworkUtil.asDictionary(properties));
    }

    @Deactivate
    void stop() {
        registration.unregister();
    }

    /** The console's context has asked for a login; without its mark on the request something is wired wrongly. */
    static String check(HttpServletRequest request) {
        if (request.getAttribute(User.USER_ATTRIBUTE) == null) {
            throw HttpError.json(401, "unauthorized", "Log in first.");
        }
        if (!READING.contains(request.getMethod()) && !"1".equals(request.getHeader("X-Atelier"))) {
            throw HttpError.json(403, "missing_header", "Send the header X-Atelier: 1 with every change.");
        }
        return "console";
    }
}
