package dev.atelier.fleet.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.MetricSource;
import dev.atelier.fleet.internal.link.LinkRoad;
import dev.atelier.fleet.internal.link.Tunnel;
import dev.atelier.fleet.internal.remote.Place;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.fleet.internal.shape.BoundedId;
import dev.atelier.fleet.internal.shape.Ids;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrames;
import dev.atelier.studio.http.api.WorkerLinks;
import dev.atelier.studio.store.api.WorkerStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtimes of worker hosts, which come over the links the hosts have opened. One that was offered stays in the list
 * when its link goes, until the host takes the offer back or an operator removes the worker.
 */
@Component(
        service = {WorkerHosts.class, MetricSource.class},
        immediate = true)
public final class WorkerHosts implements WorkerLinks.Listener, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerHosts.class);

    private final FleetRoom room;
    private final WorkerLinks links;
    private final HostNames names;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final Map<WorkerLinks.Line, Tunnel> tunnels = new ConcurrentHashMap<>();
    private WorkerLinks.@Nullable Watching watching;

    private record Host(RemoteRuntime runtime, LinkRoad road) {}

    @Activate
    public WorkerHosts(
            @Reference(name = "room") FleetRoom room,
            @Reference(name = "links") WorkerLinks links,
            @Reference(name = "workers") WorkerStore workers,
            @Reference(name = "hub") EventHub hub) {
        this.room = room;
        this.links = links;
        this.names = new HostNames(workers, hub, room.calls().threads());
    }

    @Activate
    void start() {
        watching = links.watch(this);
    }

    @Deactivate
    void stop() {
        if (watching != null) {
            watching.close();
        }
        names.close();
        tunnels.values().forEach(Tunnel::close);
        hosts.keySet().forEach(this::forget);
    }

    /** No connection of an operator can have such an id: theirs know no colon. */
    static String runtimeId(String workerId) {
        String id = "worker:" + workerId;
        return Ids.addressable(id) ? id : BoundedId.of("worker:", workerId);
    }

    @Override
    public void opened(WorkerLinks.Line line) {
        tunnels.put(
                line,
                new Tunnel(
                        frame -> line.send(RuntimeFrames.write(frame)),
                        room.calls().threads(),
                        room.calls().timer()));
        line.send(RuntimeFrames.write(new RuntimeFrame.Hello(RuntimeFrame.VERSION)));
    }

    @Override
    public void text(WorkerLinks.Line line, String text) {
        Tunnel tunnel = tunnels.get(line);
        if (tunnel == null) {
            return;
        }
        try {
            RuntimeFrames.read(text).ifPresent(frame -> heard(line.workerId(), tunnel, frame));
        } catch (MalformedRuntimeJson e) {
            LOG.atDebug()
                    .addKeyValue("workerId", line.workerId())
                    .addKeyValue("problem", e.getMessage())
                    .log("frame of a link ignored");
        }
    }

    private void heard(String workerId, Tunnel tunnel, RuntimeFrame frame) {
        if (frame instanceof RuntimeFrame.Offer) {
            offered(workerId, tunnel);
        } else if (frame instanceof RuntimeFrame.Withdraw) {
            forget(workerId);
        } else {
            tunnel.heard(frame);
        }
    }

    private void offered(String workerId, Tunnel tunnel) {
        Host host = hosts.computeIfAbsent(workerId, this::host);
        if (!host.road().up(tunnel)) {
            return; // said again, as the link and our hello both ask for it
        }
        room.registry().register(host.runtime());
        LOG.atInfo().addKeyValue("workerId", workerId).log("worker host offers its runtime");
        var unused = host.runtime().summary(1); // to be known by when the link is gone
    }

    private Host host(String workerId) {
        LinkRoad road = new LinkRoad();
        Place place = Place.ofHost(runtimeId(workerId), names.of(workerId));
        return new Host(new RemoteRuntime(place, road, room::limit, InstantSource.system(), room::changed), road);
    }

    @Override
    public void closed(WorkerLinks.Line line) {
        Tunnel tunnel = tunnels.remove(line);
        if (tunnel == null) {
            return;
        }
        Host host = hosts.get(line.workerId());
        if (host != null && host.road().down(tunnel)) {
            host.runtime().lost();
            LOG.atInfo().addKeyValue("workerId", line.workerId()).log("the runtime of a worker host is out of reach");
        }
        tunnel.close();
    }

    @Override
    public void removed(String workerId) {
        forget(workerId);
    }

    private void forget(String workerId) {
        Host host = hosts.remove(workerId);
        if (host != null) {
            room.registry().unregister(host.runtime().runtimeId());
            room.observations().forget(host.runtime().runtimeId());
        }
        names.forget(workerId);
    }

    @Override
    public void collect(Sink sink) {
        long up = hosts.values().stream().filter(host -> host.road().isUp()).count();
        sink.gauge("atelier_fleet_worker_hosts", "Worker hosts that have offered a runtime", hosts.size(), Map.of());
        sink.gauge("atelier_fleet_worker_hosts_linked", "Those that have a link now", (double) up, Map.of());
    }
}
