package dev.atelier.http.internal;

import dev.atelier.common.api.Threads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the main listener is to the outside: the certificate it shows, renewed when its files are, and the proxies whose
 * word it takes. Looks at the files from time to time rather than being told of changes: file systems of containers and
 * networks do not tell, and two files are seldom replaced at one moment.
 */
@Component(service = Front.class)
public final class Front {
    private static final long LOOK_SECS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Threads.named("http-certificate"));
    private final Object lock = new Object();
    private boolean watching;
    private @Nullable TlsFiles files;
    private String signature = "";
    private String told = "";
    private volatile @Nullable TlsIdentity identity;
    private volatile TrustedProxies proxies = TrustedProxies.NONE;
    private volatile Runnable renewed = () -> {};

    @Activate
    public Front() {}

    /** Reads the files of a certificate before they are put to use. */
    static Loaded load(TlsFiles files) throws TlsProblem {
        String signature = files.signature(); // first, so that a change while reading is seen later
        return new Loaded(files, signature, TlsIdentity.of(files));
    }

    record Loaded(TlsFiles files, String signature, TlsIdentity identity) {}

    /** @param loaded null for plain HTTP */
    void use(@Nullable Loaded loaded, TrustedProxies trusted) {
        synchronized (lock) {
            files = loaded == null ? null : loaded.files();
            signature = loaded == null ? "" : loaded.signature();
            identity = loaded == null ? null : loaded.identity();
            proxies = trusted;
            told = "";
            if (loaded != null && !watching) {
                watching = true;
                watchFiles();
            }
        }
        renewed.run();
    }

    @Deactivate
    void stop() {
        if (!Threads.stop(watch, Duration.ofSeconds(2))) {
            LOG.warn("http-certificate did not stop in time");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    private void watchFiles() {
        watch.scheduleWithFixedDelay(this::lookAgain, LOOK_SECS, LOOK_SECS, TimeUnit.SECONDS);
    }

    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again, so the watch swallows and reports.
            LOG.atError().setCause(e).log("the files of the certificate cannot be watched");
        }
    }

    /** Renewed files that cannot be used, such as one of two, leave the certificate as it is until they can. */
    void look() {
        synchronized (lock) {
            if (files == null) {
                return;
            }
            String now = files.signature();
            if (now.equals(signature)) {
                told = "";
                return;
            }
            try {
                Loaded loaded = load(files);
                signature = loaded.signature();
                identity = loaded.identity();
                told = "";
                LOG.atInfo()
                        .addKeyValue("file", files.first())
                        .addKeyValue(
                                "until",
                                loaded.identity().own().get(0).getNotAfter().toInstant())
                        .log("certificate renewed");
            } catch (TlsProblem e) {
                if (!String.valueOf(e.getMessage()).equals(told)) {
                    told = String.valueOf(e.getMessage());
                    LOG.atWarn()
                            .addKeyValue("problem", told)
                            .log("renewed certificate not taken, the one before stays");
                }
                return;
            }
        }
        renewed.run();
    }

    /** Null while the listener speaks plain HTTP. */
    @Nullable
    TlsIdentity identity() {
        return identity;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    /** @param action called after each change, on any thread */
    void whenRenewed(Runnable action) {
        renewed = action;
    }
}
