package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.internal.Migrations.UnknownSchema;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open database and everything on it. Closing writes what waits, within bounds. */
final class Room implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration FLUSH = Duration.ofSeconds(1);

    final GroupCommit writer;
    final JdbcJobStore jobs;
    final JdbcWorkerStore workers;
    final JdbcModelRegistry models;
    final JdbcKeyStore keys;
    final JdbcAgentStore agents;
    private final Reader reader;
    private final Others others;
    private final Sightings sightings;
    private final WorkerLogs logs;
    private final ScheduledExecutorService ticks;
    private final @Nullable Compaction compaction;

    private Room(Database database, IntSupplier logsKept, Clock clock) {
        Dialect dialect = database.dialect();
        reader = new Reader(database.connections());
        GroupCommit.News news = GroupCommit.News.NONE;
        if (dialect.shared) {
            Listener listener = new Listener(database.connections());
            news = listener::send;
            others = listener;
        } else {
            others = Others.NOBODY;
        }
        writer = new GroupCommit("studio-store-write", database.connections(), dialect.sync, news, GRACE);
        ticks = Executors.newSingleThreadScheduledExecutor(Threads.named("studio-store-tick"));
        compaction = dialect.shared ? null : new Compaction();
        sightings = new Sightings(writer);
        logs = new WorkerLogs(writer, reader, logsKept);
        jobs = new JdbcJobStore(dialect, writer, reader, others, clock);
        workers = new JdbcWorkerStore(writer, reader, sightings, logs);
        models = new JdbcModelRegistry(dialect, writer, reader, others);
        keys = new JdbcKeyStore(writer, reader, others);
        agents = JdbcAgentStore.on(writer, reader);
    }

    /** Blocks for as long as the database takes. */
    static Room open(Database database, IntSupplier logsKept, Clock clock) throws SQLException, UnknownSchema {
        database.migrate();
        Room room = new Room(database, logsKept, clock);
        try {
            room.begin();
            return room;
        } catch (RuntimeException e) {
            room.close();
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    private void begin() {
        models.begin(Seeds.shipped());
        keys.begin();
        ticks.scheduleWithFixedDelay(this::tick, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            writeBehind();
            tidyUp();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("nothing could be written behind");
        }
    }

    private void writeBehind() {
        List.of(logs.flush(), sightings.flush(), writer.sync())
                .forEach(flush -> flush.exceptionally(e -> {
                    LOG.atDebug().setCause(e).log("writing behind failed");
                    return null;
                }));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the next one comes in a second
    private void tidyUp() {
        Compaction present = compaction;
        if (present != null) {
            writer.write(statements -> {
                present.step(statements.connection());
                return true;
            });
        }
    }

    Reader reader() {
        return reader;
    }

    @Override
    public void close() {
        ticks.shutdown(); // not interrupted: an interrupted read closes an embedded database's file
        writeBehind();
        writer.close();
        reader.close();
        others.close();
    }
}
