package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Threads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** LISTEN and NOTIFY: processes on one PostgreSQL tell each other what they changed. */
final class Listener implements Others {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final String CHANNEL = "atelier";

    /** A notification may be 8,000 bytes at most. */
    private static final int LONGEST = 7_000;

    private static final int LOOK_MILLIS = 500;
    private static final int ANSWER_SECONDS = 5;
    /** A connection that died without a word says nothing for ever: it is asked. */
    private static final Duration CHECK = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** Our own notifications come back to us; they begin with this. */
    private final String ourselves = UUID.randomUUID().toString();

    private final GroupCommit.Connections connections;
    private final List<Consumer<@Nullable String>> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> lists = new ConcurrentHashMap<>();
    private final Duration check;
    private final Thread thread;
    private volatile boolean closed;

    Listener(GroupCommit.Connections connections) {
        this(connections, CHECK);
    }

    Listener(GroupCommit.Connections connections, Duration check) {
        this.connections = connections;
        this.check = check;
        thread = Threads.named("studio-store-listen").newThread(this::work);
        thread.start();
    }

    /** As part of the transaction: others hear of it only when it is committed. */
    void send(Statements statements) throws SQLException {
        PreparedStatement notify = statements.of("select pg_notify('" + CHANNEL + "', ?)");
        StringBuilder words = new StringBuilder(ourselves);
        for (String word : statements.takeNews()) {
            if (words.length() + word.length() > LONGEST) {
                JobSql.bind(notify, words.toString()).execute();
                words.setLength(ourselves.length());
            }
            words.append(' ').append(word);
        }
        if (words.length() > ourselves.length()) {
            JobSql.bind(notify, words.toString()).execute();
        }
    }

    @Override
    public AutoCloseable jobs(Consumer<@Nullable String> changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public void on(String list, Runnable changed) {
        lists.put(list, changed);
    }

    private void work() {
        boolean told = false;
        while (!closed) {
            try (Connection connection = connections.open();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                told = false;
                missed();
                hear(connection);
            } catch (SQLException | RuntimeException e) {
                if (!told && !closed) {
                    LOG.atWarn().setCause(e).log("other studios on the database cannot be heard");
                    told = true;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        PGConnection line = connection.unwrap(PGConnection.class);
        long checked = System.nanoTime();
        while (!closed) {
            PGNotification[] heard = line.getNotifications(LOOK_MILLIS);
            if (heard != null) {
                for (PGNotification each : heard) {
                    pass(each.getParameter());
                }
            }
            if (System.nanoTime() - checked >= check.toNanos()) {
                if (!connection.isValid(ANSWER_SECONDS)) {
                    throw new SQLException("the connection to listen on answers no more", "08006");
                }
                checked = System.nanoTime();
            }
        }
    }

    private void pass(String parameter) {
        if (parameter.startsWith(ourselves)) {
            return;
        }
        String[] words = parameter.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith(JOB)) {
                watchers.forEach(watcher -> told(() -> watcher.accept(word.substring(JOB.length()))));
            } else {
                Runnable list = lists.get(word);
                if (list != null) {
                    told(list);
                }
            }
        }
    }

    private void missed() {
        lists.values().forEach(Listener::told);
        watchers.forEach(watcher -> told(() -> watcher.accept(null)));
    }

    private static void told(Runnable word) {
        try {
            word.run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a change by another studio was not taken in");
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(4L * LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
