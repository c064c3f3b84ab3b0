package dev.atelier.launcher.start;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/**
 * What the bundles tell the launcher: {@link Supplier} services, told apart by a property. Events only wake the one
 * thread that reads; suppliers are foreign code and are never called from a listener.
 */
final class Signals implements ServiceListener, SynchronousBundleListener {
    static final String ENDPOINT = "atelier.endpoint";
    static final String ANNOUNCE = "atelier.announce";
    static final String FAILURE = "atelier.failure";
    static final String READY = "atelier.ready";

    private static final String FILTER = "(&(" + Constants.OBJECTCLASS + "=" + Supplier.class.getName() + ")(|("
            + ENDPOINT + "=*)(" + ANNOUNCE + "=*)(" + FAILURE + "=*)(" + READY + "=*)))";

    private final BundleContext context;
    private final Semaphore pulse = new Semaphore(0);
    private final Set<ServiceReference<?>> leaving = ConcurrentHashMap.newKeySet();
    private final Set<ServiceReference<?>> announced = new HashSet<>();
    private volatile boolean stopping;

    private Signals(BundleContext context) {
        this.context = context;
    }

    static Signals listen(BundleContext context) {
        Signals signals = new Signals(context);
        try {
            context.addServiceListener(signals, FILTER);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        context.addBundleListener(signals);
        return signals;
    }

    /** Tells the bundles that all of this process is up; false when it is going down already. */
    static boolean tellReady(BundleContext context) {
        try {
            Supplier<String> word = () -> "";
            context.registerService(Supplier.class, word, FrameworkUtil.asDictionary(Map.of(READY, "process")));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            leaving.add(event.getServiceReference()); // still in the registry while this event is delivered
        }
        pulse.release();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID && event.getType() == BundleEvent.STOPPING) {
            stopping = true;
            pulse.release();
        }
    }

    boolean stopping() {
        return stopping;
    }

    /** Returns at the next change, or at once if there was one since the last call; false when time ran out. */
    boolean await(Duration limit) throws InterruptedException {
        boolean changed = pulse.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
        pulse.drainPermits();
        return changed;
    }

    /** The address parts by key, such as {@code console} → {@code {url}}. */
    Map<String, Map<?, ?>> endpoints() {
        Map<String, Map<?, ?>> endpoints = new LinkedHashMap<>();
        values(ENDPOINT, references()).forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                endpoints.put(key, map);
            }
        });
        return endpoints;
    }

    /** Names of what has come up; being registered says it all, the value is not asked for. */
    Set<String> ready() {
        Set<String> names = new HashSet<>();
        for (ServiceReference<?> reference : references()) {
            Object name = reference.getProperty(READY);
            if (name != null && !leaving.contains(reference)) {
                names.add(String.valueOf(name));
            }
        }
        return names;
    }

    /**
     * Lines for the person who started this process, in the order their makers asked for. Each is asked for once, as
     * asking may make something, such as a link that works once.
     */
    List<String> newAnnouncements() {
        List<ServiceReference<?>> fresh =
                references().stream().filter(announced::add).toList();
        return values(ANNOUNCE, fresh).values().stream().map(String::valueOf).toList();
    }

    /** Why a room cannot work at all, such as a taken port: a finished line for a person. */
    @Nullable
    StartFailure failure() {
        return values(FAILURE, references()).values().stream()
                .map(line -> new StartFailure(String.valueOf(line)))
                .findFirst()
                .orElse(null);
    }

    private Map<String, Object> values(String property, List<ServiceReference<?>> references) {
        Map<String, Object> values = new TreeMap<>(Signals::byNumberThenName);
        for (ServiceReference<?> reference : references) {
            Object key = reference.getProperty(property);
            if (key != null && !leaving.contains(reference)) {
                read(reference, String.valueOf(key), values);
            }
        }
        return values;
    }

    private static int byNumberThenName(String left, String right) {
        boolean numbers = left.matches("\\d{1,9}") && right.matches("\\d{1,9}");
        return numbers ? Integer.compare(Integer.parseInt(left), Integer.parseInt(right)) : left.compareTo(right);
    }

    private List<ServiceReference<?>> references() {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, FILTER);
            leaving.retainAll(found == null ? List.of() : List.of(found));
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException | IllegalStateException e) {
            return List.of(); // the framework is going down
        }
    }

    private void read(ServiceReference<?> reference, String key, Map<String, Object> values) {
        try {
            if (context.getService(reference) instanceof Supplier<?> supplier) {
                Object value = supplier.get();
                if (value != null) {
                    values.put(key, value);
                }
                context.ungetService(reference);
            }
        } catch (RuntimeException e) {
            System.getLogger("dev.atelier.launcher").log(System.Logger.Level.WARNING, key + " cannot be read", e);
        }
    }
}
