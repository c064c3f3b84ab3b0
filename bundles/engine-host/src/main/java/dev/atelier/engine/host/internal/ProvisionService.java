package dev.atelier.engine.host.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Provisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches, unpacks beside, checks, and moves over. */
@Component(service = Provisions.class)
public final class ProvisionService implements Provisions {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisionService.class);
    private static final String FAILED = "provision_failed";

    private final Downloads downloads;
    private final Unpacking.Limits limits;
    private final Turns<Path> turns = new Turns<>();

    @Activate
    public ProvisionService(@Reference(name = "downloads") Downloads downloads) {
        this(downloads, Unpacking.LIMITS);
    }

    ProvisionService(Downloads downloads, Unpacking.Limits limits) {
        this.downloads = downloads;
        this.limits = limits;
    }

    @Override
    public boolean present(Release release) {
        return Files.isRegularFile(release.program())
                && marker(release).strip().equals(release.url().strip());
    }

    @Override
    public Path provide(Release release, JobContext context) throws EngineException {
        context.checkCancelled();
        if (present(release)) {
            return release.program();
        }
        Turns.Turn turn = turns.take(release.folder(), context);
        try {
            if (!present(release)) {
                install(release, context);
            }
            return release.program();
        } finally {
            turn.end();
        }
    }

    private void install(Release release, JobContext context) throws EngineException {
        String name = release.programs().get(0);
        long start = System.nanoTime();
        context.log(JobContext.Level.INFO, "fetching " + name);
        Path root = Objects.requireNonNull(release.folder().getParent(), "looked at by the release");
        try (Workshop workshop = new Workshop(root, name)) {
            Path archive = fetch(release, workshop, context);
            context.progress(-1, "unpacking " + name);
            Unpacking.unpack(archive, workshop.staging(), limits, context);
            put(release, workshop);
        } catch (DownloadFailed e) {
            context.checkCancelled();
            throw new EngineException(e.code(), name + ": " + e.getMessage(), e.retryable(), e);
        } catch (IOException e) {
            throw new EngineException(FAILED, name + " could not be provisioned: " + e.getMessage(), true, e);
        }
        LOG.atInfo()
                .addKeyValue("program", release.program())
                .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
                .log("program provisioned");
        context.log(JobContext.Level.INFO, name + " is there now: " + release.program());
    }

    private Path fetch(Release release, Workshop workshop, JobContext context) throws DownloadFailed {
        String name = release.programs().get(0);
        return downloads.fetch(
                new Downloads.Request(
                        name + " archive",
                        release.url(),
                        workshop.archive(release.url()),
                        release.approxBytes() > 0 ? release.approxBytes() : null,
                        release.sha256()),
                (bytes, total) -> context.progress(
                        total > 0 ? (double) bytes / total : -1,
                        "fetching " + name + ": " + (bytes >> 20) + (total > 0 ? " of " + Math.max(1, total >> 20) : "")
                                + " MiB"),
                context::onCancel);
    }

    private void put(Release release, Workshop workshop) throws IOException {
        Path program =
                workshop.staging().resolve(String.valueOf(release.program().getFileName()));
        if (!Files.isRegularFile(program)) {
            throw new IOException("the archive holds no " + program.getFileName());
        }
        for (String each : release.programs()) {
            Path file = workshop.staging().resolve(Release.fileName(each));
            if (Files.isRegularFile(file)) {
                Unpacking.executable(file);
            }
        }
        Belongings belongings = Belongings.of(release);
        // The program last: what it loads is there before it is.
        List<Path> files = new ArrayList<>(Workshop.list(workshop.staging()));
        files.remove(program);
        files.removeIf(file -> file.endsWith(release.marker()) || file.endsWith(Belongings.name(release)));
        files.add(program);
        String before = marker(release);
        Path marker = release.folder().resolve(release.marker());
        Files.deleteIfExists(marker); // a worker that is killed now begins anew next time
        try {
            belongings.add(files);
            new Replacement(release.folder(), workshop.before()).put(files);
        } catch (IOException e) {
            belongings.restore();
            if (!before.isEmpty()) {
                AtomicFiles.write(marker, before);
            }
            throw e;
        }
        AtomicFiles.write(marker, release.url().strip() + "\n");
        belongings.keepOnly(files);
    }

    private static String marker(Release release) {
        try {
            return Files.readString(release.folder().resolve(release.marker()));
        } catch (IOException e) {
            return ""; // none, so what is there is not known
        }
    }
}
