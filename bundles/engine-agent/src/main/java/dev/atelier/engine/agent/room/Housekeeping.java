package dev.atelier.engine.agent.room;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Orphans;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.git.Order;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.LastRun;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the place of agents to one worker, and clears away what runs of before have left in it. */
final class Housekeeping implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** No fetch takes as long. */
    private static final Duration HALF_MADE = Duration.ofDays(1);

    private volatile AgentHost host;
    private volatile Duration kept;
    private volatile Duration imagesKept;
    private final Removal removal;
    private final FileChannel channel;

    /** Takes away all that a task has on this host. */
    @FunctionalInterface
    interface Removal {
        void of(String task) throws IOException;
    }

    /** @throws IOException when another worker has this place */
    Housekeeping(AgentHost host, Duration kept, Duration imagesKept) throws IOException {
        this(host, kept, imagesKept, host.worktrees()::remove);
    }

    Housekeeping(AgentHost host, Duration kept, Duration imagesKept, Removal removal) throws IOException {
        this.host = host;
        this.kept = kept;
        this.imagesKept = imagesKept;
        this.removal = removal;
        AtomicFiles.ownerOnlyFolder(host.state());
        this.channel =
                FileChannel.open(host.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean ours = false;
        try {
            FileLock lock = channel.tryLock();
            ours = lock != null;
        } catch (OverlappingFileLockException e) {
            LOG.trace("a worker of this very process has it");
        } finally {
            if (!ours) {
                channel.close();
            }
        }
        if (!ours) {
            throw new IOException("another worker keeps its agents in " + host.state());
        }
    }

    /** The next time finds the host so. */
    void under(AgentHost changed) {
        host = changed;
    }

    /** Counts from the next time on. */
    void keeps(Duration worktrees, Duration images) {
        kept = worktrees;
        imagesKept = images;
    }

    /**
     * Throws nothing: a schedule never runs again what has thrown once.
     *
     * @param inUse by the id of a task
     */
    void tidy(Predicate<String> inUse) {
        try {
            tidyEngine();
        } catch (EngineException e) {
            LOG.atDebug().addKeyValue("problem", e.getMessage()).log("containers not looked through");
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("containers not looked through");
        }
        try {
            oldTasks().forEach(task -> tidyTask(task, inUse));
            host.worktrees().forgetHalfMade(host.clock().instant().minus(HALF_MADE));
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("worktrees of before stay behind");
        }
    }

    private void tidyEngine() throws EngineException {
        AgentHost now = host;
        now.leftovers().remove(now.engines().engine());
        List<String> gone = new Orphans(now.engines().engine(), now.ownership())
                .reap(now.clock().instant());
        if (!gone.isEmpty()) {
            LOG.atInfo().addKeyValue("containers", gone.size()).log("containers of ended workers removed");
        }
        now.engines()
                .engine()
                .pruneImages(
                        Map.of(
                                Ownership.MANAGED,
                                "true",
                                Ownership.WORKER,
                                now.ownership().worker()),
                        imagesKept);
    }

    /** One that cannot go is no reason for the others to stay. */
    private void tidyTask(String task, Predicate<String> inUse) {
        try {
            if (!inUse.test(task)) {
                removal.of(task);
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("task", task).setCause(e).log("a task's worktrees stay behind");
        }
    }

    /** Others put files here too, such as a desktop its notes on a folder. */
    private List<String> oldTasks() throws IOException {
        Path tasks = host.state().resolve("tasks");
        if (!Files.isDirectory(tasks, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Instant before = host.clock().instant().minus(kept);
        try (Stream<Path> all = Files.list(tasks)) {
            return all.filter(task -> Order.isId(task.getFileName().toString()))
                    .filter(task -> lastUsed(task).isBefore(before))
                    .filter(task -> !LastRun.mayBeInReview(task))
                    .map(task -> task.getFileName().toString())
                    .toList();
        }
    }

    private static Instant lastUsed(Path task) {
        try {
            return Files.getLastModifiedTime(task, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.MAX; // gone, most likely
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
