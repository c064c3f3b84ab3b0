package dev.atelier.runtime.link.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Threads;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.wire.api.RuntimeFrames;
import dev.atelier.session.api.StudioLinks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's front: offers the runtime of this process on the link to the studio, for as long as there is one and the
 * operator has nothing against it. Beside a studio of its own there is nothing to offer: it has the runtime already.
 */
@Component(
        service = {RuntimeLink.class, MetricSource.class},
        immediate = true,
        configurationPid = "dev.atelier.runtime.link")
@Designate(ocd = RuntimeLinkConfig.class)
public final class RuntimeLink implements StudioLinks.Listener, MetricSource {
    static final int AT_ONCE = 4;
    static final int WAITING = 32;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeLink.class);

    private final StudioLinks links;
    private final boolean ownStudio;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Threads.named("runtime-link-call"));
    private final Map<StudioLinks.Line, Desk> desks = new ConcurrentHashMap<>();
    private boolean wanted;
    private @Nullable WorkerRuntime runtime;
    private StudioLinks.@Nullable Watching watching;

    @Activate
    public RuntimeLink(
            @Reference(name = "home") Home home,
            @Reference(name = "links") StudioLinks links,
            RuntimeLinkConfig config) {
        this(home.roles().contains("studio"), links, config.runtime_offer());
    }

    RuntimeLink(boolean ownStudio, StudioLinks links, boolean wanted) {
        this.ownStudio = ownStudio;
        this.links = links;
        this.wanted = wanted;
        threads.allowCoreThreadTimeOut(true);
    }

    @Activate
    void start() {
        watching = links.watch(this);
    }

    @Modified
    void modified(RuntimeLinkConfig config) {
        offering(config.runtime_offer());
    }

    synchronized void offering(boolean now) {
        wanted = now;
        tellAll();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    synchronized void bindRuntime(WorkerRuntime present) {
        runtime = present;
        tellAll();
    }

    synchronized void unbindRuntime(WorkerRuntime gone) {
        if (runtime == gone) { // a successor may be bound already
            runtime = null;
            tellAll();
        }
    }

    @Deactivate
    void stop() {
        if (watching != null) {
            watching.close();
        }
        desks.values().forEach(Desk::close);
        desks.clear();
        threads.shutdownNow();
        if (!Threads.stop(threads, GRACE)) {
            LOG.warn("requests of the studio to the runtime did not end in time");
        }
    }

    private void tellAll() {
        desks.values().forEach(this::tell);
    }

    private void tell(Desk desk) {
        desk.serve(wanted && !ownStudio, runtime);
    }

    @Override
    public synchronized void opened(StudioLinks.Line line) {
        Desk desk = new Desk(frame -> line.send(RuntimeFrames.write(frame)), threads);
        desks.put(line, desk);
        tell(desk);
    }

    @Override
    public void text(StudioLinks.Line line, String text) {
        Desk desk = desks.get(line);
        if (desk == null) {
            return;
        }
        try {
            RuntimeFrames.read(text).ifPresent(desk::heard);
        } catch (MalformedRuntimeJson e) {
            LOG.atDebug().addKeyValue("problem", e.getMessage()).log("frame of the link ignored");
        }
    }

    @Override
    public void closed(StudioLinks.Line line) {
        Desk desk = desks.remove(line);
        if (desk != null) {
            desk.close();
        }
    }

    @Override
    public void collect(Sink sink) {
        sink.gauge(
                "atelier_runtime_link_streams",
                "Requests and observations of the studio that are open here.",
                desks.values().stream().mapToInt(Desk::streams).sum(),
                Map.of());
    }
}
