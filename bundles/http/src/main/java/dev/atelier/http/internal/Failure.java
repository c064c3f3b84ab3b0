package dev.atelier.http.internal;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Why there is no listener, as a service the launcher prints before it gives up. */
final class Failure {
    static final String PROPERTY = "atelier.failure";

    private final BundleContext context;
    private @Nullable ServiceRegistration<?> registration;

    Failure(BundleContext context) {
        this.context = context;
    }

    synchronized void tell(String line) {
        clear();
        Supplier<String> reason = () -> line;
        registration =
                context.registerService(Supplier.class, reason, FrameworkUtil.asDictionary(Map.of(PROPERTY, "http")));
    }

    synchronized void clear() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }
}
