package dev.atelier.studio.store.internal;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Why there is no store, as a service the launcher prints before it gives up. */
final class Failure {
    private final BundleContext context;
    private @Nullable ServiceRegistration<?> registration;

    Failure(BundleContext context) {
        this.context = context;
    }

    synchronized void tell(String line) {
        clear();
        Supplier<String> reason = () -> line;
        registration = context.registerService(
                Supplier.class, reason, FrameworkUtil.asDictionary(Map.of("atelier.failure", "studio-store")));
    }

    synchronized void clear() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }
}
