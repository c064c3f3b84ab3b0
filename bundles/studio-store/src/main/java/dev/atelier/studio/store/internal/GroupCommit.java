package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.api.StoreFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes in the order they were asked for, all that wait in one transaction with one sync: the disk is asked
 * once for many. A change that fails takes no other with it.
 *
 * <p>Its thread is never interrupted: an interrupt in the middle of a write closes an embedded database's file.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int WAITING = 8192;
    private static final int TOGETHER = 512;
    /** What those who may wait have in the queue at most; they take half of its places, the rest is for the others. */
    private static final int ROOM_KIB = 32 * 1024;

    private static final int LEAST_KIB = ROOM_KIB / (WAITING / 2);
    private static final Duration PLACE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Pending<?> WAKE = new Pending<>(statements -> "", new Semaphore(0), 0);
    private static final Change<Boolean> NOTHING = statements -> true;

    private final Connections connections;
    private final @Nullable String sync;
    private final News news;
    private final BlockingQueue<Pending<?>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Semaphore room = new Semaphore(ROOM_KIB, true);
    private final Figures figures = new Figures();
    private final Thread thread;
    private final Duration grace;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable String trouble;
    private @Nullable Statements statements;

    /** Opens the connection to write on. */
    @FunctionalInterface
    interface Connections {
        Connection open() throws SQLException;
    }

    /** Tells other processes what a transaction has changed, as part of it. */
    @FunctionalInterface
    interface News {
        News NONE = statements -> statements.takeNews();

        void send(Statements statements) throws SQLException;
    }

    GroupCommit(String name, Connections connections, @Nullable String sync, News news, Duration grace) {
        this.connections = connections;
        this.sync = sync;
        this.news = news;
        this.grace = grace;
        thread = Threads.named(name).newThread(this::work);
        thread.start();
    }

    /** Never waits: fails at once when there is no place in the queue. */
    <T> CompletableFuture<T> write(Change<T> change) {
        return queued(new Pending<>(change, room, 0));
    }

    /**
     * Waits a moment for a place in the queue, which is how a disk that is too slow is felt. For threads that may wait.
     *
     * @param size what the change keeps in memory until it is written
     */
    <T> CompletableFuture<T> writePatiently(Change<T> change, long size) {
        int kib = (int) Math.min(ROOM_KIB, Math.max(LEAST_KIB, size / 1024));
        try {
            return room.tryAcquire(kib, PLACE.toMillis(), TimeUnit.MILLISECONDS)
                    ? queued(new Pending<>(change, room, kib))
                    : CompletableFuture.failedFuture(tooSlow());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new StoreFailure("interrupted before the change was asked for", e));
        }
    }

    private <T> CompletableFuture<T> queued(Pending<T> pending) {
        if (stopping) {
            pending.failed(new StoreFailure("the studio is stopping", null));
        } else if (!waiting.offer(pending)) {
            pending.failed(tooSlow());
        } else if (ended) {
            refuseTheRest(); // came in after the writer had looked for the last time
        }
        return pending.result;
    }

    private StoreFailure tooSlow() {
        return new StoreFailure("the studio's database is too slow: " + waiting.size() + " changes wait", null);
    }

    /** Brings to the disk what the database itself has moved about; also finds out whether a lost one is back. */
    CompletableFuture<Boolean> sync() {
        return write(NOTHING);
    }

    /** Writes and waits until it is on disk. */
    <T> T writeNow(Change<T> change) {
        try {
            return writePatiently(change, 0).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted; whether the change is on disk is not known", e);
        } catch (TimeoutException e) {
            throw new StoreFailure("the studio's database does not answer; the change may still be written", e);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof StoreFailure failure
                    ? new StoreFailure(String.valueOf(failure.getMessage()), failure)
                    : new StoreFailure("the studio's database did not take a change", e.getCause());
        }
    }

    /** Why the last group was not written; null when it was. */
    @Nullable
    String trouble() {
        return trouble;
    }

    int depth() {
        return waiting.size();
    }

    Figures figures() {
        return figures;
    }

    /** What was asked for is written before this returns, unless the database takes too long. */
    @Override
    public void close() {
        stopping = true;
        boolean woken = waiting.offer(WAKE); // a full queue wakes it anyway
        try {
            thread.join(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn()
                    .addKeyValue("waiting", waiting.size() - (woken ? 1 : 0))
                    .log("the database did not finish in time");
            refuseTheRest();
        }
    }

    private void work() {
        List<Pending<?>> group = new ArrayList<>();
        while (true) {
            group.clear();
            Pending<?> first = next();
            if (first == null) {
                break;
            }
            group.add(first);
            waiting.drainTo(group, TOGETHER - 1);
            group.removeIf(each -> each == WAKE);
            if (!group.isEmpty()) {
                long began = System.nanoTime();
                write(group);
                if (group.size() > 1 || group.get(0).change != NOTHING) {
                    figures.group(group.size(), System.nanoTime() - began);
                }
            }
        }
        disconnect();
        ended = true;
        refuseTheRest();
    }

    private @Nullable Pending<?> next() {
        while (true) {
            try {
                return stopping ? waiting.poll() : waiting.take();
            } catch (InterruptedException e) {
                LOG.atDebug().log("an interrupt that nobody here sends is passed over");
            }
        }
    }

    private void refuseTheRest() {
        Pending<?> left;
        while ((left = waiting.poll()) != null) {
            left.failed(new StoreFailure("the studio is stopping", null));
        }
    }

    private void write(List<Pending<?>> group) {
        try {
            write(group, true);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("a group of changes could not be written");
            disconnect();
            fail(group, "the studio's database did not take a change", e);
        }
    }

    /** @param again whether a connection that turns out to have died while nobody used it is worth another try */
    private void write(List<Pending<?>> group, boolean again) {
        boolean reused = statements != null;
        Statements open;
        try {
            open = connected();
        } catch (SQLException e) {
            lost(group, "the studio's database cannot be reached", e);
            return;
        }
        try {
            for (Pending<?> each : group) {
                each.apply(open);
            }
            news.send(open);
        } catch (SQLException | RuntimeException e) {
            if (rolledBack(open)) {
                apart(group, e);
            } else if (reused && again) {
                write(group, false);
            } else {
                lost(group, "the studio's database was lost", e);
            }
            return;
        }
        try {
            open.connection().commit();
            sync(open);
        } catch (SQLException e) {
            // Written or not: only the database knows. Nothing is done twice.
            disconnect();
            lost(group, "the studio's database failed while it wrote; the change may be there", e);
            return;
        }
        trouble = null;
        group.forEach(Pending::done);
    }

    /** One of them is bad: halves find it without asking the disk once for each. */
    private void apart(List<Pending<?>> group, Exception e) {
        if (group.size() == 1) {
            figures.failed(1);
            group.get(0).failed(new StoreFailure("the studio's database did not take a change", e));
            return;
        }
        int middle = group.size() / 2;
        write(group.subList(0, middle), true);
        write(group.subList(middle, group.size()), true);
    }

    private void lost(List<Pending<?>> group, String happened, Exception e) {
        String what = Troubles.writing(happened, e);
        if (trouble == null) {
            LOG.atWarn().setCause(e).log(what);
        }
        trouble = what;
        fail(group, what, e);
    }

    private void fail(List<Pending<?>> group, String what, Throwable e) {
        figures.failed(group.size());
        group.forEach(each -> each.failed(new StoreFailure(what, e)));
    }

    private void sync(Statements open) throws SQLException {
        if (sync != null) {
            try (Statement statement = open.connection().createStatement()) {
                statement.execute(sync);
            }
        }
    }

    private Statements connected() throws SQLException {
        Statements open = statements;
        if (open == null) {
            Connection connection = connections.open();
            connection.setAutoCommit(false);
            open = new Statements(connection);
            statements = open;
        }
        return open;
    }

    /** Whether nothing of it remains and the connection is good; a bad one is let go. */
    private boolean rolledBack(Statements open) {
        try {
            open.takeNews();
            open.connection().rollback();
            if (open.connection().isValid(5)) {
                return true;
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("roll back failed, the connection is given up");
        }
        disconnect();
        return false;
    }

    private void disconnect() {
        Statements open = statements;
        statements = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("closing the connection failed");
            }
        }
    }

    private static final class Pending<T> {
        private final Change<T> change;
        private final Semaphore room;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int taken;
        private @Nullable T outcome;

        /** @param taken of the room; given back when it is known what became of the change */
        Pending(Change<T> change, Semaphore room, int taken) {
            this.change = change;
            this.room = room;
            this.taken = taken;
        }

        void apply(Statements statements) throws SQLException {
            outcome = change.apply(statements);
        }

        @SuppressWarnings("NullAway") // apply has run
        void done() {
            leave();
            result.complete(outcome);
        }

        void failed(StoreFailure e) {
            leave();
            result.completeExceptionally(e);
        }

        private void leave() {
            room.release(taken);
            taken = 0;
        }
    }
}
