package dev.atelier.engine.manager.internal.host;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.manager.api.EngineOperations.Disturbed;
import dev.atelier.engine.manager.internal.store.Digests;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine bundles in the running framework. They are started transiently: after a restart the journal decides what
 * runs, not the framework's memory.
 */
public final class FelixHost implements BundleHost, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FelixHost.class);
    private static final String LOCATION = "engine:";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final BundleContext context;
    private final FrameworkWiring wiring;
    private final Bounded bounded;
    private final BlastRadius blast;
    private final int startLevel;
    private final ServiceRegistration<CollisionHook> collisions;

    public FelixHost(BundleContext context, Bounded bounded) {
        this.context = context;
        this.bounded = bounded;
        Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.wiring = system.adapt(FrameworkWiring.class);
        this.blast = new BlastRadius(context, wiring);
        BundleStartLevel own = context.getBundle().adapt(BundleStartLevel.class);
        // One below our own: at shutdown the rooms that use engines end first, then the engines.
        this.startLevel = own == null ? 1 : Math.max(1, own.getStartLevel() - 1);
        // Two builds of one version may stand side by side, as engines only.
        this.collisions = context.registerService(
                CollisionHook.class,
                (operation, target, candidates) -> {
                    if (operation == CollisionHook.INSTALLING) {
                        candidates.removeIf(b -> b.getLocation().startsWith(LOCATION));
                    }
                },
                null);
    }

    @Override
    public Version engineApi() {
        return wiring.findProviders(Packages.requirement(Engine.class.getPackageName())).stream()
                .map(c -> c.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))
                .filter(Version.class::isInstance)
                .map(Version.class::cast)
                .max(Version::compareTo)
                .orElse(Version.emptyVersion);
    }

    @Override
    public Set<String> installed() {
        return Arrays.stream(context.getBundles())
                .map(Bundle::getLocation)
                .filter(l -> l.startsWith(LOCATION))
                .map(l -> l.substring(LOCATION.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void install(String sha256, Path file) throws HostException {
        if (find(sha256).isPresent()) {
            return;
        }
        MessageDigest digest = Digests.sha256();
        Bundle bundle;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            bundle = context.installBundle(LOCATION + sha256, in);
        } catch (IOException | BundleException e) {
            throw new HostException("install_failed", "the framework does not take the bundle: " + why(e), e);
        }
        if (!Digests.hex(digest).equals(sha256)) {
            uninstall(sha256);
            throw new HostException("install_failed", "the stored bundle is not the one that was verified", null);
        }
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        if (level != null) {
            level.setStartLevel(startLevel);
        }
    }

    @Override
    public void resolve(String sha256) throws HostException {
        Bundle bundle = require(sha256);
        if (!wiring.resolveBundles(Collections.singleton(bundle))) {
            throw new HostException("unresolvable", Packages.missing(bundle, wiring), null);
        }
    }

    @Override
    public List<Disturbed> disturbs(String sha256, EngineJar jar, @Nullable String replaced) {
        return blast.of(
                find(sha256).orElse(null),
                jar,
                replaced == null ? null : find(replaced).orElse(null));
    }

    @Override
    public int active() {
        return (int) Arrays.stream(context.getBundles())
                .filter(b -> b.getState() == Bundle.ACTIVE)
                .count();
    }

    @Override
    public Running start(String sha256, String engineId, Duration limit, Watcher watcher)
            throws HostException, InterruptedException {
        Bundle bundle = require(sha256);
        TrackedEngine tracked = new TrackedEngine(context, bundle, engineId, watcher);
        boolean started = false;
        try {
            bounded.call("start", limit.plusMillis(100), () -> {
                bundle.start(Bundle.START_TRANSIENT);
                tracked.await(limit);
                return bundle;
            });
            if (!tracked.present()) {
                throw new HostException("start_failed", tracked.absence(), null);
            }
            started = true;
            return tracked;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new HostException("start_failed", "the engine does not start: " + why(cause), cause);
        } catch (TimeoutException e) {
            throw new HostException(
                    "start_timeout", "the engine did not start within " + seconds(limit) + " and was given up", e);
        } finally {
            if (!started) {
                tracked.close();
            }
        }
    }

    @Override
    public void stop(String sha256) {
        find(sha256).ifPresent(bundle -> {
            if (bundle.getState() != Bundle.INSTALLED && bundle.getState() != Bundle.RESOLVED) {
                limited("stop", bundle, () -> bundle.stop(Bundle.STOP_TRANSIENT));
            }
        });
    }

    @Override
    public boolean uninstall(String sha256) {
        Bundle bundle = find(sha256).orElse(null);
        if (bundle == null) {
            return true;
        }
        if (bundle.getState() == Bundle.STARTING || bundle.getState() == Bundle.STOPPING) {
            // Its activator never came back: the framework would wait for it as long.
            LOG.atWarn().addKeyValue("bundle", bundle.getSymbolicName()).log("engine bundle hangs; left until restart");
            return false;
        }
        boolean gone = limited("uninstall", bundle, bundle::uninstall);
        if (wiring.getRemovalPendingBundles().contains(bundle)) {
            refresh(bundle);
        }
        return gone;
    }

    private void refresh(Bundle bundle) {
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(Collections.singleton(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        try {
            if (!refreshed.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("bundle", bundle.getSymbolicName()).log("refresh of a bundle takes long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface BundleAction {
        void run() throws BundleException;
    }

    private boolean limited(String name, Bundle bundle, BundleAction action) {
        try {
            return bounded.call(name, STOP_LIMIT, () -> {
                action.run();
                return true;
            });
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("bundle", bundle.getSymbolicName())
                    .addKeyValue("action", name)
                    .setCause(e)
                    .log("engine bundle does not obey");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<Bundle> find(String sha256) {
        return Optional.ofNullable(context.getBundle(LOCATION + sha256));
    }

    private Bundle require(String sha256) throws HostException {
        return find(sha256).orElseThrow(() -> new HostException("install_failed", "the bundle is not installed", null));
    }

    private static String why(Throwable e) {
        // The framework wraps what the activator threw; the inner message is the one a person can use.
        Throwable cause = e;
        while (cause instanceof BundleException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    /** Capabilities of a bundle are only asked about here and in the blast radius. */
    static String packageOf(BundleCapability capability) {
        return String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
    }

    @Override
    public void close() {
        collisions.unregister();
    }
}
