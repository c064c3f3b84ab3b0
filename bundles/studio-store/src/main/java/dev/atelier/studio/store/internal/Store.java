package dev.atelier.studio.store.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.internal.Migrations.UnknownSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store on a thread of its own and offers it once it is open. */
@Component(
        service = {Readiness.class, MetricSource.class},
        configurationPid = "dev.atelier.studio.store",
        immediate = true)
@Designate(ocd = StoreConfig.class)
public final class Store implements Readiness, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final Duration CLOSING = Duration.ofSeconds(15);

    private final BundleContext context;
    private final Path folder;
    private final StoreConfig config;
    private final Failure failure;
    private final ExecutorService opener = Executors.newSingleThreadExecutor(Threads.named("studio-store-open"));
    private final List<ServiceRegistration<?>> offered = new ArrayList<>();
    private volatile StoreSettings settings;
    private volatile String closedBecause = "the studio's database is being opened";
    private volatile @Nullable Room room;
    private volatile @Nullable Retention retention;
    private volatile @Nullable ResultStore published;

    @Activate
    public Store(BundleContext context, @Reference(name = "home") Home home, StoreConfig config) {
        this.context = context;
        this.folder = home.root().resolve("studio");
        this.config = config;
        this.settings = StoreSettings.from(config);
        this.failure = new Failure(context);
    }

    @Activate
    void start() {
        opener.execute(this::open);
    }

    @Modified
    void modified(StoreConfig changed) {
        settings = StoreSettings.from(changed);
    }

    private void open() {
        Room opened = null;
        try {
            AtomicFiles.ownerOnlyFolder(folder);
            ResultStore results = Results.open(folder, config);
            published = results;
            opened = Room.open(database(), () -> settings.logsPerWorker(), Clock.systemUTC());
            room = opened;
            retention = Retention.started(opened, results, () -> settings, Clock.systemUTC());
            offer(opened, results);
            LOG.atInfo().log("store is open");
        } catch (IOException | UncheckedIOException e) {
            failed("the studio cannot use its folder " + folder + ": " + e.getMessage(), e);
        } catch (UnknownSchema | IllegalArgumentException e) {
            failed(String.valueOf(e.getMessage()), e);
        } catch (SQLException | StoreFailure e) {
            failed(Troubles.opening(database().name(), e), e);
        } catch (RuntimeException | Error e) {
            failed("the studio's store could not be opened: " + e, e);
        }
    }

    private void failed(String why, Throwable e) {
        LOG.atError().setCause(e).log(why);
        closedBecause = why;
        failure.tell(why);
    }

    private Database database() {
        if (config.studio_db_url().isBlank()) {
            return Database.file(folder);
        }
        return Database.server(
                config.studio_db_url().strip(),
                config.studio_db_user(),
                Results.secret("studio.db.password_file", config.studio_db_password__file()));
    }

    private synchronized void offer(Room opened, ResultStore results) {
        if (opener.isShutdown()) {
            return; // deactivated meanwhile; close() has the room
        }
        offered.add(context.registerService(ResultStore.class, results, null));
        offered.add(context.registerService(KeyStore.class, opened.keys, null));
        offered.add(context.registerService(ModelRegistry.class, opened.models, null));
        offered.add(context.registerService(WorkerStore.class, opened.workers, null));
        offered.add(context.registerService(JobStore.class, opened.jobs, null));
        offered.add(context.registerService(AgentStore.class, opened.agents, null));
    }

    @Deactivate
    void stop() {
        synchronized (this) {
            opener.shutdown();
        }
        failure.clear();
        for (int i = offered.size() - 1; i >= 0; i--) {
            offered.get(i).unregister();
        }
        if (!Threads.stop(opener, CLOSING)) {
            LOG.warn("the store was still being opened");
        }
        Retention sweeping = retention;
        if (sweeping != null) {
            sweeping.close();
        }
        Room opened = room;
        if (opened != null) {
            opened.close();
        }
        if (published instanceof S3Results bucket) {
            bucket.close();
        }
    }

    @Override
    public Optional<String> notReadyBecause() {
        Room opened = room;
        return opened == null ? Optional.of(closedBecause) : Optional.ofNullable(opened.writer.trouble());
    }

    @Override
    public void collect(Sink sink) {
        Room opened = room;
        if (opened != null) {
            StoreMetrics.collect(opened.writer, sink);
        }
    }
}
