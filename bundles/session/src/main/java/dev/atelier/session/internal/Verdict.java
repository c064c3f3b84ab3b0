package dev.atelier.session.internal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Why a process that is nothing but a worker should end, as a service the launcher prints before it does. A process
 * with other roles lives on; there only the state shows.
 */
final class Verdict implements Consumer<Optional<String>> {
    private static final String PROPERTY = "atelier.failure";

    private final BundleContext context;
    private final boolean alone;
    private @Nullable ServiceRegistration<?> registration;

    Verdict(BundleContext context, boolean alone) {
        this.context = context;
        this.alone = alone;
    }

    @Override
    public synchronized void accept(Optional<String> reason) {
        clear();
        if (alone && reason.isPresent()) {
            String line = reason.get();
            Supplier<String> told = () -> line;
            registration = context.registerService(
                    Supplier.class, told, FrameworkUtil.asDictionary(Map.of(PROPERTY, "session")));
        }
    }

    synchronized void clear() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }
}
