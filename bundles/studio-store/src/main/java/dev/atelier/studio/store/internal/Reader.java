package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.StoreFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads on a few connections of its own. One that fails is let go, and the reading tried once more on a new one. */
final class Reader implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int ROWS_A_TRIP = 500;
    private static final Duration TURN = Duration.ofSeconds(10);

    private final GroupCommit.Connections connections;
    private final Semaphore turns = new Semaphore(CONNECTIONS, true);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    Reader(GroupCommit.Connections connections) {
        this.connections = connections;
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> rows(String sql, List<?> values, Row<T> row) {
        boolean turn = false;
        try {
            turn = turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (!turn) {
                throw new StoreFailure("the studio's database is too slow to read from", null);
            }
            return read(sql, values, row);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted while reading", e);
        } catch (SQLException e) {
            throw new StoreFailure("the studio's database could not be read", e);
        } finally {
            if (turn) {
                turns.release();
            }
        }
    }

    private <T> List<T> read(String sql, List<?> values, Row<T> row) throws SQLException {
        Connection used = taken();
        if (used != null) {
            try {
                return on(used, sql, values, row);
            } catch (SQLException e) {
                quietly(used); // may have died while nobody used it
            }
        }
        Connection fresh = connections.open();
        try {
            return on(fresh, sql, values, row);
        } catch (SQLException e) {
            quietly(fresh);
            throw e;
        }
    }

    private <T> List<T> on(Connection connection, String sql, List<?> values, Row<T> row) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(ROWS_A_TRIP);
            JobSql.bind(select, values.toArray());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(row.of(rows));
                }
            }
        }
        giveBack(connection);
        return found;
    }

    private synchronized @Nullable Connection taken() throws SQLException {
        if (closed) {
            throw new SQLException("the studio is stopping");
        }
        return idle.pollFirst();
    }

    private void giveBack(Connection connection) {
        synchronized (this) {
            if (!closed) {
                idle.addFirst(connection);
                return;
            }
        }
        quietly(connection);
    }

    @Override
    public void close() {
        List<Connection> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(idle);
            idle.clear();
        }
        left.forEach(Reader::quietly);
    }

    private static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is given up either way.
        }
    }
}
