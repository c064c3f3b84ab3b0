package dev.atelier.http.internal;

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

/** Tells the launcher where the console is, once the main listener answers. */
@Component(service = ConsoleEndpoint.class, immediate = true)
public final class ConsoleEndpoint {
    static final String PROPERTY = "atelier.endpoint";
    static final String CONSOLE = "/system/console";

    private final BundleContext context;
    private final ListenersImpl listeners;
    private final Runnable publish = this::publish;
    private boolean stopped;
    private @Nullable String published;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public ConsoleEndpoint(BundleContext context, @Reference(name = "listeners") ListenersImpl listeners) {
        this.context = context;
        this.listeners = listeners;
    }

    @Activate
    void start() {
        listeners.wheneverMainAnswers("/", publish);
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        listeners.forget(publish);
        if (registration != null) {
            registration.unregister();
        }
    }

    /** Registered anew when the port has changed: a new registration is what the launcher watches for. */
    private synchronized void publish() {
        String url = listeners.main() + CONSOLE;
        if (stopped || url.equals(published)) {
            return;
        }
        if (registration != null) {
            registration.unregister();
        }
        published = url;
        Supplier<Map<String, Object>> endpoint = () -> Map.of("url", url);
        registration = context.registerService(
                Supplier.class, endpoint, FrameworkUtil.asDictionary(Map.of(PROPERTY, "console")));
    }
}
