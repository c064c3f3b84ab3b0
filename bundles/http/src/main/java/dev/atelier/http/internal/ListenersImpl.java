package dev.atelier.http.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.http.api.Listeners;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main listener and those opened beside it, all of one Jetty. */
@Component(
        service = {Listeners.class, ListenersImpl.class},
        immediate = true)
public final class ListenersImpl implements Listeners {
    private static final long KNOCK_EVERY_MS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(ListenersImpl.class);

    private final BundleContext context;
    private final Front front;
    private final Failure failure;
    private final MainConnector main;
    private final ScheduledExecutorService knocking =
            Executors.newSingleThreadScheduledExecutor(Threads.named("http-knock"));
    private final List<ServiceRegistration<?>> ofMain = new ArrayList<>();
    private final Map<String, Opened> opened = new HashMap<>();
    private final List<WhenUp> onMain = new CopyOnWriteArrayList<>();

    private record WhenUp(String path, Runnable action) {}

    @Activate
    public ListenersImpl(BundleContext context, @Reference(name = "front") Front front) {
        this.context = context;
        this.front = front;
        this.failure = new Failure(context);
        this.main = new MainConnector(front, failure, this::mainIsUp);
    }

    @Activate
    void start() {
        front.whenRenewed(main::renew);
        ofMain.add(context.registerService(ConnectorFactory.class, main, null));
        ofMain.add(ListenerContext.register(context, Marks.MAIN, "/"));
    }

    @Deactivate
    void stop() {
        if (!Threads.stop(knocking, Duration.ofSeconds(2))) {
            LOG.warn("http-knock did not stop in time");
        }
        List<Opened> left;
        synchronized (opened) {
            left = List.copyOf(opened.values());
        }
        left.forEach(Opened::close);
        ofMain.forEach(ServiceRegistration::unregister);
        front.whenRenewed(() -> {});
        main.forget();
        failure.clear();
    }

    @Override
    public URI main() {
        URI uri = main.uri();
        if (uri == null) {
            throw new IllegalStateException("the HTTP listener is not up");
        }
        return uri;
    }

    @Override
    public URI nearby() {
        URI uri = main.nearby();
        return uri == null ? main() : uri;
    }

    @Override
    public Listener open(String name, int port, boolean orFree) {
        return open(name, LoopbackListener.HOST, port, orFree);
    }

    @Override
    public Listener open(String name, String bind, int port, boolean orFree) {
        if (!name.matches("[a-z][a-z0-9-]*") || name.equals(Marks.MAIN)) {
            throw new IllegalArgumentException("not a name for a listener: " + name);
        }
        synchronized (opened) {
            if (opened.containsKey(name)) {
                throw new IllegalStateException("listener " + name + " is open already");
            }
            Opened listener = new Opened(name, new LoopbackListener(name, bind, port, orFree));
            opened.put(name, listener);
            return listener;
        }
    }

    @Override
    public void wheneverMainAnswers(String path, Runnable action) {
        WhenUp waiting = new WhenUp(path, action);
        onMain.add(waiting);
        knock(main::uri, () -> onMain.contains(waiting), path, action);
    }

    @Override
    public void forget(Runnable action) {
        onMain.removeIf(waiting -> waiting.action().equals(action));
    }

    private void mainIsUp() {
        for (WhenUp waiting : onMain) {
            knock(main::uri, () -> onMain.contains(waiting), waiting.path(), waiting.action());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    private void knock(Supplier<@Nullable URI> where, BooleanSupplier wanted, String path, Runnable action) {
        try {
            knocking.schedule(() -> knockOnce(where, wanted, path, action), KNOCK_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped before {} was answered", path);
        }
    }

    private void knockOnce(Supplier<@Nullable URI> where, BooleanSupplier wanted, String path, Runnable action) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        URI uri = where.get();
        if (uri == null || !Knock.answered(uri, path, front.identity())) {
            knock(where, wanted, path, action);
            return;
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("listener", uri).setCause(e).log("listener is up, what waited for it failed");
        }
    }

    private final class Opened implements Listener {
        private final String name;
        private final LoopbackListener listener;
        private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
        private volatile boolean closed;

        Opened(String name, LoopbackListener listener) {
            this.name = name;
            this.listener = listener;
            registrations.add(ListenerContext.register(context, name, Marks.prefix(name)));
            registrations.add(context.registerService(ConnectorFactory.class, listener, null));
        }

        @Override
        public URI uri() {
            return listener.uri();
        }

        @Override
        public void whenAnswering(String path, Runnable action) {
            knock(listener::uri, () -> !closed, path, action);
        }

        @Override
        public void close() {
            synchronized (opened) {
                if (closed) {
                    return;
                }
                closed = true;
                opened.remove(name);
            }
            registrations.forEach(ServiceRegistration::unregister);
            try {
                listener.close();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("listener", name).setCause(e).log("listener did not close");
            }
        }
    }
}
