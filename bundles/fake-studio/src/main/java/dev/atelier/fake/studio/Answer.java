package dev.atelier.fake.studio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How a request is answered.
 *
 * @param after the answer waits for it
 * @param beforeBody without reading what the worker sends
 */
public record Answer(
        How how, int status, Map<String, String> headers, String body, CompletableFuture<?> after, boolean beforeBody) {

    /** The ways to answer. */
    enum How {
        USUAL,
        LOST,
        RESPOND,
        HALF,
        DROP,
        HANG
    }

    /** What a studio does. */
    public static Answer usual() {
        return of(How.USUAL, 0, "");
    }

    /** What a studio does, but the connection ends before it is said. */
    public static Answer lost() {
        return of(How.LOST, 0, "");
    }

    public static Answer status(int status, String body) {
        return of(How.RESPOND, status, body);
    }

    /** Begins to answer and never ends. */
    public static Answer half(int status, String body) {
        return of(How.HALF, status, body);
    }

    /** Resets the connection. */
    public static Answer drop() {
        return of(How.DROP, 0, "");
    }

    /** Keeps the connection and stays silent. */
    public static Answer hang() {
        return of(How.HANG, 0, "");
    }

    public Answer delayedUntil(CompletableFuture<?> future) {
        return new Answer(how, status, headers, body, future, beforeBody);
    }

    public Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(how, status, Map.copyOf(more), body, after, beforeBody);
    }

    public Answer withoutReadingTheBody() {
        return new Answer(how, status, headers, body, after, true);
    }

    private static Answer of(How how, int status, String body) {
        return new Answer(how, status, Map.of(), body, CompletableFuture.completedFuture(null), false);
    }
}
