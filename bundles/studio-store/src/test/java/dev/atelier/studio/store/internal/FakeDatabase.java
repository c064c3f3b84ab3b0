package dev.atelier.studio.store.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database that writes down what it is asked, and fails when told. */
final class FakeDatabase {
    private final List<String> history = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private final List<String> committed = new ArrayList<>();
    private @Nullable String failing;
    private boolean refusing;
    private int generation;
    private int newest;

    synchronized List<String> history() {
        return List.copyOf(history);
    }

    /** Changes that were committed, in order. */
    synchronized List<String> committed() {
        return List.copyOf(committed);
    }

    synchronized void failNext(String step) {
        failing = step;
    }

    synchronized void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Those that are open are dead from now on. */
    synchronized void loseConnections() {
        generation++;
    }

    /** A change of that name, on the connection of the moment. */
    synchronized String note(String name) throws SQLException {
        if (newest != generation) {
            throw new SQLException("connection lost", "08006");
        }
        history.add(name);
        open.add(name);
        return name;
    }

    synchronized Connection open() throws SQLException {
        if (refusing) {
            throw new SQLException("refused", "08001");
        }
        newest = generation;
        history.add("open");
        int born = generation;
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "setAutoCommit" -> null;
            case "commit" -> step(born, "commit");
            case "rollback" -> step(born, "rollback");
            case "isValid" -> alive(born);
            case "close" -> step(generation, "close");
            case "createStatement" -> statement(born);
            default -> throw new UnsupportedOperationException(method.getName());
        };
        return proxy(Connection.class, handler);
    }

    private Statement statement(int born) {
        return proxy(
                Statement.class,
                (proxy, method, arguments) -> method.getName().equals("execute") ? step(born, "sync") != null : null);
    }

    private synchronized boolean alive(int born) {
        return born == generation;
    }

    private synchronized @Nullable Object step(int born, String step) throws SQLException {
        if (!alive(born)) {
            throw new SQLException("connection lost", "08006");
        }
        if (step.equals(failing)) {
            failing = null;
            history.add(step + " fails");
            throw new SQLException("told to fail");
        }
        if (step.equals("commit")) {
            committed.addAll(open);
        }
        if (step.equals("commit") || step.equals("rollback")) {
            open.clear();
        }
        history.add(step);
        return null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
