package dev.atelier.engine.host.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file for each process that was started, so that those a killed worker left behind are found and ended. Not
 * synced: whatever loses what was written ends the processes as well.
 */
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    /** The start of a process is reckoned from the time of the system's own start, which the clock moves a little. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private final Path folder;

    Records(Path folder) {
        this.folder = folder;
    }

    /** Best effort: a process without its record is ended all the same unless this one is killed. */
    void add(ProcessHandle process, String name) {
        String start = process.info().startInstant().map(Instant::toString).orElse("");
        try {
            Files.createDirectories(folder);
            Files.writeString(file(process), start + "\n" + name + "\n");
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("process", name).setCause(e).log("started process cannot be recorded");
        }
    }

    void remove(ProcessHandle process) {
        try {
            Files.deleteIfExists(file(process));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("record of an ended process stays");
        }
    }

    /** Ends what is left of an earlier worker, with everything below it. Does not wait for it. */
    int reap() {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int ended = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Optional<ProcessHandle> orphan = orphan(file);
                if (orphan.isPresent()) {
                    LOG.atInfo().addKeyValue("pid", orphan.get().pid()).log("process of an earlier worker ended");
                    killTree(orphan.get());
                    ended++;
                }
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("processes of an earlier worker cannot be looked for");
        }
        return ended;
    }

    static void killTree(ProcessHandle process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** The process the record speaks of, if it is still that one: numbers are used again. */
    private static Optional<ProcessHandle> orphan(Path file) {
        try {
            long pid = Long.parseLong(file.getFileName().toString());
            Instant start = Instant.parse(Files.readAllLines(file).get(0));
            return ProcessHandle.of(pid).filter(process -> process.info()
                    .startInstant()
                    .filter(now -> Duration.between(start, now).abs().compareTo(SAME_START) <= 0)
                    .isPresent());
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // half written, or no record at all
        }
    }

    private Path file(ProcessHandle process) {
        return folder.resolve(Long.toString(process.pid()));
    }
}
