package dev.atelier.studio.agents.internal;

import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.RouteMounts;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Dictionary;
import java.util.List;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Both doors on the main listener, also while there is nothing behind them yet. */
@Component(service = AgentMounts.class, immediate = true)
public final class AgentMounts {
    private final List<ServiceRegistration<Servlet>> registrations;

    /** Not there while the store is opened, and when it cannot be. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AgentRoom room;

    @Activate
    public AgentMounts(BundleContext context, @Reference(name = "mounts") RouteMounts mounts) {
        registrations = List.of(
                register(context, mounts, RpcRoutes.NAME, RpcForm::body, "/rpc", "/health"),
                register(context, mounts, AgentRoutes.NAME, AgentRoute::form, "/graphics/api/agents/*"));
    }

    private ServiceRegistration<Servlet> register(
            BundleContext context, RouteMounts mounts, String listener, ErrorForm errors, String... patterns) {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                patterns,
                "osgi.http.whiteboard.servlet.asyncSupported",
                true,
                "osgi.http.whiteboard.context.select",
                "(osgi.http.whiteboard.context.name=atelier-main)"));
        return context.registerService(Servlet.class, mounts.mount(listener, this::check, errors), properties);
    }

    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    /** Routes ask for credentials by themselves, each for its own. */
    private String check(HttpServletRequest request) {
        if (room == null) {
            throw RpcForm.unavailable("the studio is starting");
        }
        return String.valueOf(request.getRemoteAddr());
    }
}
