package dev.atelier.console.internal;

import dev.atelier.http.api.Listeners;
import jakarta.servlet.Servlet;
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
 * Tells the launcher where the console is, once its login and its pages are there: whoever reads {@code ready up} opens
 * it at once.
 */
@Component(service = ConsoleEndpoint.class, immediate = true)
public final class ConsoleEndpoint {
    private static final String CONSOLE = "/system/console";

    private final BundleContext context;
    private final Listeners listeners;
    private final Runnable publish = this::publish;
    private boolean stopped;
    private @Nullable String published;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public ConsoleEndpoint(
            BundleContext context,
            @Reference(name = "listeners") Listeners listeners,
            @Reference(name = "pages", target = "(osgi.http.whiteboard.servlet.pattern=/make)") Servlet pages) {
        this.context = context;
        this.listeners = listeners;
    }

    @Activate
    void start() {
        listeners.wheneverMainAnswers(CONSOLE, publish);
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
                Supplier.class, endpoint, FrameworkUtil.asDictionary(Map.of("atelier.endpoint", "console")));
    }
}
