package dev.atelier.downloads.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The few places and who waits for them. Immediate, since a service nobody holds for a moment would be dropped by the
 * container, and transfers with it.
 */
@Component(service = Downloads.class, immediate = true, configurationPid = "dev.atelier.downloads")
@Designate(ocd = DownloadsConfig.class)
public final class DownloadsService implements Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadsService.class);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1000;
    private static final int MOST_HOPS = 10;

    private final ThreadPoolExecutor places;
    private final ExecutorService further;
    private final Kit kit;
    /** Guarded by itself: the newest transfer of each unfinished file. */
    private final Map<Path, Transfer> transfers = new HashMap<>();

    private volatile DownloadsSettings settings;

    @Activate
    public DownloadsService(@Reference(name = "home") Home home, DownloadsConfig config) {
        this(userAgent(home), DownloadsSettings.from(config), Limits.DEFAULT);
    }

    /** What tests make smaller. */
    record Limits(long largeBytes, long pieceBytes, Retries.Plan retries, DiskSpace.Probe disk) {
        static final Limits DEFAULT = new Limits(Kit.LARGE, Kit.PIECE, Retries.Plan.DEFAULT, DiskSpace.Probe.REAL);
    }

    DownloadsService(String userAgent, DownloadsSettings settings, Limits limits) {
        this.settings = settings;
        this.places = new ThreadPoolExecutor(
                settings.slots(),
                settings.slots(),
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Threads.named("downloads-transfer"));
        places.allowCoreThreadTimeOut(true);
        this.further = Executors.newCachedThreadPool(Threads.named("downloads-part"));
        this.kit = new Kit(
                new Hops(userAgent, MOST_HOPS),
                new LazyClient(() -> Hops.client(LIMIT).build()),
                further,
                () -> this.settings.connections(),
                limits.largeBytes(),
                limits.pieceBytes(),
                limits.retries(),
                limits.disk());
    }

    static String userAgent(Home home) {
        return "studio-worker/" + home.version();
    }

    /** Running transfers stay. */
    @Modified
    void modified(DownloadsConfig config) {
        settings = DownloadsSettings.from(config);
        int slots = settings.slots();
        if (slots > places.getMaximumPoolSize()) {
            places.setMaximumPoolSize(slots);
            places.setCorePoolSize(slots);
        } else {
            places.setCorePoolSize(slots);
            places.setMaximumPoolSize(slots);
        }
    }

    @Deactivate
    void stop() {
        List<Transfer> all;
        synchronized (transfers) {
            places.shutdown();
            all = List.copyOf(transfers.values());
        }
        all.forEach(Transfer::cancel);
        if (!Threads.stop(places, GRACE) || !Threads.stop(further, GRACE)) {
            LOG.warn("a download did not stop in time");
        }
    }

    @Override
    public Ticket start(Request request, Progress progress) {
        Path part = Fetch.partOf(request.target());
        synchronized (transfers) {
            Transfer before = transfers.get(part);
            Ticket shared = before == null || !before.wants(request) ? null : before.join(progress);
            if (shared != null) {
                return shared;
            }
            Transfer transfer = new Transfer(request);
            Ticket ticket = Objects.requireNonNull(transfer.join(progress), "a new one is open");
            transfers.put(part, transfer);
            if (before == null) {
                submit(part, transfer);
            } else {
                // It would write to the same unfinished file: one after the other.
                var unused = before.ended.thenRun(() -> submit(part, transfer));
            }
            return ticket;
        }
    }

    @Override
    public List<Underway> underway() {
        synchronized (transfers) {
            return transfers.values().stream()
                    .map(each -> new Underway(each.request.target(), each.meter.bytes(), each.meter.total()))
                    .toList();
        }
    }

    private void submit(Path part, Transfer transfer) {
        try {
            places.execute(() -> run(part, transfer));
        } catch (RejectedExecutionException e) {
            transfer.failed(new DownloadFailed(
                    DownloadFailed.FAILED, "too many downloads are waiting; try again later", true, e));
            ended(part, transfer);
        }
    }

    private void run(Path part, Transfer transfer) {
        long began = System.nanoTime();
        Request request = transfer.request;
        try {
            Path file = new Fetch(request, kit, transfer.calls, transfer.meter).run();
            told(LOG.atInfo(), request, began).log("downloaded");
            transfer.finished(file);
        } catch (DownloadFailed e) {
            if (!e.code().equals(DownloadFailed.CANCELLED)) {
                told(LOG.atWarn(), request, began).setCause(e.getCause()).log("download failed: " + e.getMessage());
            }
            transfer.failed(e);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("download failed");
            transfer.failed(new DownloadFailed(DownloadFailed.FAILED, "the download failed: " + e, true, e));
        } finally {
            ended(part, transfer);
        }
    }

    private void ended(Path part, Transfer transfer) {
        synchronized (transfers) {
            transfers.remove(part, transfer);
        }
        transfer.ended.complete(null);
    }

    private static LoggingEventBuilder told(LoggingEventBuilder event, Request request, long began) {
        return event.addKeyValue("op", "download")
                .addKeyValue("url", Urls.shown(request.url()))
                .addKeyValue("dest", request.target())
                .addKeyValue("elapsedMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }
}
