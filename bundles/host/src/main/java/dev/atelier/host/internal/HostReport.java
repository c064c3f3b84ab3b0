package dev.atelier.host.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.host.api.Host.Memory;
import dev.atelier.http.api.StatusPart;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The machine's part of status, health and metrics. */
@Component(service = {StatusPart.class, MetricSource.class})
public final class HostReport implements StatusPart, MetricSource {
    private final HostProbe probe;
    private final Home home;

    @Activate
    public HostReport(@Reference(name = "probe") HostProbe probe, @Reference(name = "home") Home home) {
        this.probe = probe;
        this.home = home;
    }

    @Override
    public void status(ObjectNode status) {
        status.putObject("host").put("machineName", probe.machineName()).put("userName", probe.userName());
        Optional<Memory> memory = probe.memory();
        if (memory.isPresent()) {
            status.putObject("memory")
                    .put("kind", memory.get().kind())
                    .put("totalBytes", memory.get().totalBytes())
                    .put("freeBytes", memory.get().freeBytes());
        } else {
            status.putNull("memory");
        }
        status.put("vramTotalGb", probe.vramTotalGb());
        // Absent while unknown, as on the wire.
        probe.presence()
                .ifPresent(presence -> status.put("presence", presence.name().toLowerCase(Locale.ROOT)));
        gpuRuntime(status);
    }

    @Override
    public void health(ObjectNode health) {
        gpuRuntime(health);
    }

    private void gpuRuntime(ObjectNode document) {
        Optional<GpuRuntime> runtime = probe.gpuRuntime();
        if (runtime.isPresent()) {
            document.putObject("gpuRuntime")
                    .put("ok", runtime.get().ok())
                    .put("detail", runtime.get().detail());
        } else {
            document.putNull("gpuRuntime");
        }
    }

    @Override
    public void collect(Sink sink) {
        probe.hostMemory().ifPresent(memory -> memory(sink, memory));
        probe.memory().filter(memory -> memory.kind().equals("gpu")).ifPresent(memory -> memory(sink, memory));
        probe.freeDisk(home.root())
                .ifPresent(free -> sink.gauge(
                        "atelier_disk_free_bytes",
                        "Free space of the file system",
                        (double) free,
                        Map.of("folder", "home")));
    }

    private static void memory(Sink sink, Memory memory) {
        Map<String, String> kind = Map.of("kind", memory.kind());
        sink.gauge("atelier_memory_total_bytes", "Memory of the machine", (double) memory.totalBytes(), kind);
        sink.gauge("atelier_memory_free_bytes", "Memory that is free", (double) memory.freeBytes(), kind);
    }
}
