package dev.atelier.observability.internal;

import dev.atelier.common.api.MetricSource;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Component;

/** What the process costs. Figures of the operating system only where it shows them as files. */
@Component(service = MetricSource.class)
public final class JvmMetrics implements MetricSource {
    private static final Path SELF = Path.of("/proc/self");
    private static final double MILLIS = 1_000;

    @Override
    public void collect(Sink sink) {
        sink.gauge(
                "atelier_jvm_info",
                "The Java this process runs on.",
                1,
                Map.of(
                        "version",
                        Runtime.version().toString(),
                        "vendor",
                        System.getProperty("java.vendor", "unknown")));
        memory(sink);
        threads(sink);
        collections(sink);
        process(sink);
    }

    private static void memory(Sink sink) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        usage(sink, "heap", memory.getHeapMemoryUsage());
        usage(sink, "nonheap", memory.getNonHeapMemoryUsage());
    }

    private static void usage(Sink sink, String area, MemoryUsage usage) {
        Map<String, String> labels = Map.of("area", area);
        gauge(sink, "atelier_jvm_memory_used_bytes", "Memory in use.", usage.getUsed(), labels);
        gauge(sink, "atelier_jvm_memory_committed_bytes", "Memory taken.", usage.getCommitted(), labels);
        if (usage.getMax() >= 0) {
            gauge(sink, "atelier_jvm_memory_max_bytes", "Memory that may be taken.", usage.getMax(), labels);
        }
    }

    private static void threads(Sink sink) {
        gauge(
                sink,
                "atelier_jvm_threads",
                "Live threads.",
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Map.of());
        gauge(
                sink,
                "atelier_jvm_classes_loaded",
                "Classes loaded now.",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                Map.of());
    }

    private static void collections(Sink sink) {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            Map<String, String> labels = Map.of("collector", collector.getName());
            sink.counter(
                    "atelier_jvm_gc_collections_total",
                    "Garbage collections.",
                    (double) Math.max(0, collector.getCollectionCount()),
                    labels);
            sink.counter(
                    "atelier_jvm_gc_seconds_total",
                    "Time in garbage collection.",
                    Math.max(0, collector.getCollectionTime()) / MILLIS,
                    labels);
        }
    }

    private static void process(Sink sink) {
        sink.gauge(
                "atelier_process_uptime_seconds",
                "Time since the process started.",
                ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS,
                Map.of());
        residentBytes()
                .ifPresent(bytes -> gauge(
                        sink,
                        "atelier_process_resident_memory_bytes",
                        "Memory of the process in RAM.",
                        bytes,
                        Map.of()));
        openFiles()
                .ifPresent(count -> gauge(sink, "atelier_process_open_fds", "Open file descriptors.", count, Map.of()));
    }

    private static void gauge(Sink sink, String name, String help, long value, Map<String, String> labels) {
        sink.gauge(name, help, (double) value, labels);
    }

    private static OptionalLong residentBytes() {
        try {
            return residentBytes(Files.readAllLines(SELF.resolve("status")));
        } catch (IOException e) {
            return OptionalLong.empty(); // no such files on this system
        }
    }

    static OptionalLong residentBytes(List<String> status) {
        return status.stream()
                .filter(line -> line.matches("VmRSS:\\s+\\d+ kB"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    private static OptionalLong openFiles() {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(SELF.resolve("fd"))) {
            long count = 0;
            for (Path ignored : open) {
                count++;
            }
            return OptionalLong.of(count);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
