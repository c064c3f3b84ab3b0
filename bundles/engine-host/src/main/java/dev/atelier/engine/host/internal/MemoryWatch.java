package dev.atelier.engine.host.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends processes that take more memory than one may: native libraries know no limit of their own, and one that leaks
 * would take the whole machine. Looks once a second, and not at all while there is no limit or no process.
 */
final class MemoryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Set<Supervised> running;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile long limit;

    MemoryWatch(Set<Supervised> running, ScheduledExecutorService timer) {
        this.running = running;
        this.timer = timer;
    }

    /** @param bytes for each process with those it started; 0 for as much as it likes */
    void limit(long bytes) {
        limit = bytes;
        begin();
    }

    /** There is another process. */
    void begin() {
        if (limit > 0 && !running.isEmpty() && watching.compareAndSet(false, true)) {
            later();
        }
    }

    private void later() {
        try {
            var unused = timer.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("the host is closing, and its processes with it");
        }
    }

    private void look() {
        long most = limit;
        if (most > 0) {
            running.forEach(each -> check(each, most));
        }
        watching.set(false);
        begin();
    }

    private static void check(Supervised each, long most) {
        ProcessHandle process = each.process().toHandle();
        long taken = Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(MemoryWatch::taken)
                .sum();
        if (taken > most) {
            String words = "took " + (taken >> 20) + " MiB of memory where child_memory_mb allows " + (most >> 20);
            LOG.atWarn().addKeyValue("process", each.name()).log(words);
            each.outgrown(words);
        }
    }

    /** What is in memory and in no file; 0 where the system does not tell, and for one that has ended. */
    private static long taken(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
                    .sum();
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
