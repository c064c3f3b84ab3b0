package dev.atelier.studio.http.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.wire.api.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inputs of jobs as files named by their ids. The age of a file is that of the input, so a restart forgets nothing. */
@Component(
        service = {Inputs.class, InputStore.class},
        configurationPid = "dev.atelier.studio.http")
public final class InputStore implements Inputs {
    static final Duration KEPT = Duration.ofHours(24);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final int ID_LENGTH = 64;
    private static final int TAG = 8;
    private static final int BUFFER = 64 * 1024;
    private static final String COMING = "coming-";
    private static final long GB = 1_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(InputStore.class);

    private final Path folder;
    private final JobStore jobs;
    private final Clock clock;
    private final ScheduledExecutorService sweeping =
            Executors.newSingleThreadScheduledExecutor(Threads.named("studio-http-inputs"));
    private @Nullable InputRoom room;
    private volatile long most;

    @Activate
    public InputStore(
            @Reference(name = "home") Home home, @Reference(name = "jobs") JobStore jobs, StudioHttpConfig config) {
        this(home.root().resolve("studio").resolve("inputs"), jobs, Clock.systemUTC(), most(config));
    }

    InputStore(Path folder, JobStore jobs, Clock clock, long most) {
        this.folder = folder;
        this.jobs = jobs;
        this.clock = clock;
        this.most = most;
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void start() {
        sweeping.scheduleWithFixedDelay(this::sweepSafely, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Modified
    void modified(StudioHttpConfig config) {
        most = most(config);
    }

    @Deactivate
    void stop() {
        if (!Threads.stop(sweeping, Duration.ofSeconds(2))) {
            LOG.warn("looking after inputs did not stop in time");
        }
    }

    @Override
    public String keep(InputStream bytes, @Nullable String owner) throws IOException, Full {
        AtomicFiles.ownerOnlyFolder(folder);
        InputRoom taken = room();
        String tag = tag(owner);
        Path coming = Files.createTempFile(folder, COMING, ".part");
        long size = 0;
        boolean kept = false;
        try {
            try (OutputStream out = Files.newOutputStream(coming)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                    if (!taken.take(tag, n, most)) {
                        throw new Full("the inputs of jobs have used up their room, or this key its share of it;"
                                + " settings name it studio.inputs_max_gb");
                    }
                    size += n;
                    out.write(buffer, 0, n);
                }
            }
            String id = tag + Secret.random().value().substring(TAG);
            AtomicFiles.move(coming, folder.resolve(id));
            kept = true;
            return id;
        } finally {
            if (!kept) {
                taken.give(tag, size);
            }
            Files.deleteIfExists(coming);
        }
    }

    /** An id begins with whose it is, so a restart forgets that no more than the age. */
    private static String tag(@Nullable String owner) {
        return Fingerprint.hash(owner == null ? "" : owner).substring(0, TAG);
    }

    /** What is there already is counted once, before anything comes. */
    private synchronized InputRoom room() throws IOException {
        InputRoom known = room;
        if (known == null) {
            known = new InputRoom();
            for (Path file : files()) {
                if (isId(name(file))) {
                    known.count(name(file).substring(0, TAG), Files.size(file));
                } else {
                    Files.deleteIfExists(file); // the process ended while it came
                }
            }
            room = known;
        }
        return known;
    }

    Optional<Path> find(String id) {
        return Optional.of(id).filter(InputStore::isId).map(folder::resolve).filter(Files::isRegularFile);
    }

    @Override
    public void remove(String id) {
        if (isId(id)) {
            try {
                delete(folder.resolve(id));
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("input not deleted");
            }
        }
    }

    private void delete(Path file) throws IOException {
        InputRoom taken = room();
        try {
            long size = Files.size(file);
            if (Files.deleteIfExists(file)) {
                taken.give(name(file).substring(0, TAG), size);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("an input went by itself");
        }
    }

    /** What is a day old goes, unless a job that has not ended names it. */
    void sweep() throws IOException {
        Instant oldest = clock.instant().minus(KEPT);
        Set<Path> old = new HashSet<>();
        for (Path file : files()) {
            if (isId(name(file)) && modified(file).isBefore(oldest)) {
                old.add(file);
            }
        }
        if (!old.isEmpty()) {
            jobs.tasks(PATH, task -> old.removeIf(file -> task.contains(name(file))));
        }
        for (Path file : old) {
            delete(file);
        }
    }

    private void sweepSafely() {
        try {
            sweep();
        } catch (IOException | RuntimeException e) {
            // A scheduled task that throws is never run again.
            LOG.atWarn().setCause(e).log("old inputs not removed");
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Instant modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static boolean isId(String id) {
        return id.length() == ID_LENGTH && id.matches("[0-9a-f]+");
    }

    private static long most(StudioHttpConfig config) {
        return config.studio_inputs__max__gb() * GB;
    }
}
