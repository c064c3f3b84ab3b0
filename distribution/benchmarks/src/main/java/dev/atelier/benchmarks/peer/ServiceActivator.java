package dev.atelier.benchmarks.peer;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** A service whose work takes 50 ms, as the swapped engine's does. */
public final class ServiceActivator implements BundleActivator {
    /** Also the service property the consumer looks for. */
    static final String MARK = "benchmark";

    @Override
    public void start(BundleContext context) {
        String version = context.getBundle().getVersion().toString();
        UnaryOperator<Object> work = any -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return version;
        };
        context.registerService(UnaryOperator.class, work, FrameworkUtil.asDictionary(Map.of(MARK, true)));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }
}
