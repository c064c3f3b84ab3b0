package dev.atelier.studio.http.internal;

import dev.atelier.http.api.Listeners;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the launcher where the studio is, once its routes answer, and anew when the port has changed. That the routes
 * are registered is not enough: whoever reads {@code ready studio} calls at once.
 */
@Component(service = StudioEndpoint.class, immediate = true)
public final class StudioEndpoint {
    private final BundleContext context;
    private final Listeners listeners;
    private final Gatekeeper gatekeeper;
    private final Runnable publish = this::publish;
    private boolean stopped;
    private @Nullable String published;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public StudioEndpoint(
            BundleContext context,
            @Reference(name = "listeners") Listeners listeners,
            @Reference(name = "door") StudioDoor door,
            @Reference(name = "routes") StudioRoutes routes,
            @Reference(name = "gatekeeper") Gatekeeper gatekeeper) {
        this.context = context;
        this.listeners = listeners;
        this.gatekeeper = gatekeeper;
    }

    @Activate
    void start() {
        listeners.wheneverMainAnswers("/graphics/api/workers", publish);
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        listeners.forget(publish);
        if (registration != null) {
            registration.unregister();
        }
    }

    private synchronized void publish() {
        String url = listeners.main().toString();
        String nearby = listeners.nearby().toString();
        if (stopped || (url + " " + nearby).equals(published)) {
            return;
        }
        if (registration != null) {
            registration.unregister();
        }
        published = url + " " + nearby;
        Map<String, Object> values = Map.of(
                "url",
                url,
                "nearby",
                nearby,
                "adminToken",
                gatekeeper.adminToken().value());
        Supplier<Map<String, Object>> endpoint = () -> values;
        registration = context.registerService(
                Supplier.class, endpoint, FrameworkUtil.asDictionary(Map.of("atelier.endpoint", "studio")));
    }
}
