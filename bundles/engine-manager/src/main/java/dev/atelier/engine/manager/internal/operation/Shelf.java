package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.internal.host.BundleHost;
import dev.atelier.engine.manager.internal.host.HostException;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Takes versions up and down: from the store into the framework, to a slot that can be leased, and back. */
final class Shelf {
    private static final Duration DESCRIBE_LIMIT = Duration.ofSeconds(5);

    private final Context context;
    private final Map<String, BundleHost.Running> running = new ConcurrentHashMap<>();

    Shelf(Context context) {
        this.context = context;
    }

    /** Installs, resolves, starts, and waits for the engine. Nobody can lease it yet. */
    void up(Version version) throws StepFailed, InterruptedException {
        Installed installed = version.installed();
        String sha256 = installed.sha256();
        version.is(State.STARTING, context.time());
        try {
            Path file = context.store()
                    .find(sha256)
                    .orElseThrow(() -> new HostException("start_failed", "the file of the bundle is missing", null));
            context.host().install(sha256, file);
            context.host().resolve(sha256);
            BundleHost.Running started = context.host()
                    .start(sha256, installed.engine(), context.now().startTimeout(), watcher(version));
            running.put(sha256, started);
            version.slot(new Slot(started.engine(), describe(started.engine(), installed)));
        } catch (HostException e) {
            throw new StepFailed(e.code(), String.valueOf(e.getMessage()), remedyFor(e.code()), e);
        }
    }

    private EngineDescriptor describe(Engine engine, Installed installed) throws HostException, InterruptedException {
        try {
            EngineDescriptor descriptor = context.bounded().call("describe", DESCRIBE_LIMIT, engine::descriptor);
            if (!descriptor.id().equals(installed.engine())) {
                throw new HostException(
                        "start_failed",
                        "the bundle promises engine `" + installed.engine() + "` but brings `" + descriptor.id() + "`",
                        null);
            }
            return descriptor;
        } catch (ExecutionException | TimeoutException e) {
            throw new HostException("start_failed", "the engine cannot describe itself: " + e.getMessage(), e);
        }
    }

    private static String remedyFor(String code) {
        return switch (code) {
            case "unresolvable" -> "install what it needs, or take a build made for this version of Atelier";
            case "start_timeout" -> "look for a start that waits for something; an engine must start at once";
            default -> "ask its maker, or look into the log for more";
        };
    }

    private BundleHost.Watcher watcher(Version version) {
        return new BundleHost.Watcher() {
            @Override
            public void gone() {
                Slot lost = version.slot();
                version.slot(null);
                version.failed("its service went away; somebody stopped the bundle", context.time());
                context.registry().refresh();
                if (lost != null) {
                    lost.close();
                    lost.recall();
                }
                context.engineChanged(version.engine());
            }

            @Override
            public void back(Engine engine) {
                version.slot(new Slot(engine, engine.descriptor()));
                version.is(State.ACTIVE, context.time());
                context.registry().refresh();
                context.engineChanged(version.engine());
            }
        };
    }

    /** Stops it; nobody may hold a lease any more. It stays installed. */
    void down(Version version) {
        String sha256 = version.installed().sha256();
        version.slot(null);
        BundleHost.Running started = running.remove(sha256);
        if (started != null) {
            started.close();
        }
        context.host().stop(sha256);
    }

    /**
     * Takes it out of the framework and out of sight.
     *
     * @return false when its bundle does not let go; it then stays in sight as failed
     */
    boolean away(Version version) {
        down(version);
        boolean gone = context.host().uninstall(version.installed().sha256());
        if (gone) {
            context.registry().forget(version.installed().sha256());
        }
        return gone;
    }

    /** Lets go of all services; the bundles stay as they are. */
    void letGo() {
        running.values().forEach(BundleHost.Running::close);
        running.clear();
    }

    void prune() {
        context.store().prune(() -> context.journal().ledger().known());
    }
}
