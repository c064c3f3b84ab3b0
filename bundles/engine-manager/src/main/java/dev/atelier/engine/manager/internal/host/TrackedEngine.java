package dev.atelier.engine.manager.internal.host;

import dev.atelier.engine.api.Engine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The engine service of one bundle, and nobody else's. */
final class TrackedEngine implements BundleHost.Running {
    private final BundleHost.Watcher watcher;
    private final String engineId;
    private final ServiceTracker<Engine, Engine> tracker;
    private volatile @Nullable Engine engine;
    private volatile boolean closed;
    private volatile boolean started;

    TrackedEngine(BundleContext context, Bundle bundle, String engineId, BundleHost.Watcher watcher) {
        this.watcher = watcher;
        this.engineId = engineId;
        this.tracker = new ServiceTracker<>(context, filter(context, bundle, engineId), null) {
            @Override
            public @Nullable Engine addingService(ServiceReference<Engine> reference) {
                Engine found = super.addingService(reference);
                if (found != null) {
                    came(found);
                }
                return found;
            }

            @Override
            public void removedService(ServiceReference<Engine> reference, Engine service) {
                went(service);
                super.removedService(reference, service);
            }
        };
    }

    private static Filter filter(BundleContext context, Bundle bundle, String engineId) {
        try {
            return context.createFilter("(&(" + Constants.OBJECTCLASS + "=" + Engine.class.getName() + ")(engine.id="
                    + engineId + ")(" + Constants.SERVICE_BUNDLEID + "=" + bundle.getBundleId() + "))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("engine id " + engineId, e);
        }
    }

    private void came(Engine found) {
        engine = found;
        if (started && !closed) {
            watcher.back(found);
        }
    }

    private void went(Engine service) {
        if (engine == service) {
            engine = null;
        }
        if (started && !closed) {
            watcher.gone();
        }
    }

    void await(Duration limit) throws InterruptedException {
        tracker.open();
        tracker.waitForService(Math.max(1, limit.toMillis()));
        started = engine != null;
    }

    boolean present() {
        return started;
    }

    String absence() {
        return "the bundle started but registered no engine `" + engineId + "` (a service " + Engine.class.getName()
                + " with property engine.id)";
    }

    @Override
    public Engine engine() {
        Engine now = engine;
        if (now == null) {
            throw new IllegalStateException("the engine service is gone");
        }
        return now;
    }

    @Override
    public void close() {
        closed = true;
        tracker.close();
    }
}
