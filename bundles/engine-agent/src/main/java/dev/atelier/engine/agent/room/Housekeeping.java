package dev.atelier.engine.agent.room;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Orphans;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.run.AgentHost;
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
    private static final Duration IMAGES_KEPT = Duration.ofDays(7);
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final AgentHost host;
    private final Duration kept;
    private final FileChannel channel;

    /** @throws IOException when another worker has this place */
    Housekeeping(AgentHost host, Duration kept) throws IOException {
        this.host = host;
        this.kept = kept;
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

    /** @param inUse by the id of a task */
    void tidy(Predicate<String> inUse) {
        try {
            List<String> gone = new Orphans(host.engines().engine(), host.ownership())
                    .reap(host.clock().instant());
            if (!gone.isEmpty()) {
                LOG.atInfo().addKeyValue("containers", gone.size()).log("containers of ended workers removed");
            }
            host.engines()
                    .engine()
                    .pruneImages(
                            Map.of(
                                    Ownership.MANAGED,
                                    "true",
                                    Ownership.WORKER,
                                    host.ownership().worker()),
                            IMAGES_KEPT);
        } catch (EngineException e) {
            LOG.atDebug().addKeyValue("problem", e.getMessage()).log("containers not looked through");
        }
        try {
            for (String task : oldTasks()) {
                if (!inUse.test(task)) {
                    host.worktrees().remove(task);
                }
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("worktrees of before stay behind");
        }
    }

    private List<String> oldTasks() throws IOException {
        Path tasks = host.state().resolve("tasks");
        if (!Files.isDirectory(tasks, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Instant before = host.clock().instant().minus(kept);
        try (Stream<Path> all = Files.list(tasks)) {
            return all.filter(task -> lastUsed(task).isBefore(before))
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
