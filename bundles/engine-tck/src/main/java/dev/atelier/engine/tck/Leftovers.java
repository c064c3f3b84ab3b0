package dev.atelier.engine.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Threads and temporary files there are now and were not there when this was made. */
final class Leftovers {
    /** Threads that the Java runtime, the test engine or a library shared by all starts on its own and keeps. */
    private static final Set<String> KEPT = Set.of(
            "junit-",
            "process reaper",
            "ForkJoinPool.commonPool",
            "CompletableFutureDelayScheduler",
            "Common-Cleaner",
            "Cleaner-",
            "Java2D",
            "OkHttp TaskRunner",
            "surefire");

    private final Set<Thread> threads = threads();
    private final Set<Path> files;
    private final String engineId;

    Leftovers(String engineId) {
        this.engineId = engineId;
        this.files = files();
    }

    /** Names of new threads, once they had the grace time to end; one may begin as another ends. */
    Set<String> threadsAfter(Duration grace) throws InterruptedException {
        long end = System.nanoTime() + grace.toNanos();
        Set<Thread> left = newThreads();
        while (!left.isEmpty() && System.nanoTime() < end) {
            for (Thread thread : left) {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
            left = newThreads();
        }
        return left.stream().map(Thread::getName).collect(Collectors.toSet());
    }

    Set<Path> newFiles() {
        return files().stream().filter(file -> !files.contains(file)).collect(Collectors.toSet());
    }

    private Set<Thread> newThreads() {
        return threads().stream().filter(this::isNew).collect(Collectors.toSet());
    }

    private boolean isNew(Thread thread) {
        return !threads.contains(thread) && KEPT.stream().noneMatch(thread.getName()::startsWith);
    }

    private static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /** The temporary folder may be shared: only names that point at the engine or the worker count. */
    private Set<Path> files() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> entries = Files.list(temporary)) {
            return entries.filter(this::ours).collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    private boolean ours(Path file) {
        String name = file.getFileName().toString();
        return name.contains(engineId) || name.contains("atelier");
    }
}
