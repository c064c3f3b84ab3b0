package dev.atelier.studio.store.internal;

import dev.atelier.wire.api.Capabilities;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** When each worker was seen last and what it could do then. The newest is written now and again, all together. */
final class Sightings {
    private static final int LONGEST = 1 << 20;

    private final GroupCommit writer;
    private final Map<String, Seen> waiting = new HashMap<>();
    private final Map<String, Capabilities> written = new HashMap<>();

    private record Seen(Capabilities capabilities, Instant at) {}

    Sightings(GroupCommit writer) {
        this.writer = writer;
    }

    synchronized void seen(String workerId, Capabilities capabilities, Instant at) {
        waiting.put(workerId, new Seen(capabilities, at));
    }

    synchronized void forget(String workerId) {
        waiting.remove(workerId);
        written.remove(workerId);
    }

    /** Done when what was seen before is on disk; lost is only what is soon seen again. */
    CompletableFuture<?> flush() {
        Map<String, Seen> now;
        Map<String, Capabilities> before;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            now = Map.copyOf(waiting);
            before = Map.copyOf(written);
            waiting.clear();
        }
        return writer.write(statements -> {
                    for (Map.Entry<String, Seen> each : now.entrySet()) {
                        write(statements, each.getKey(), each.getValue(), before.get(each.getKey()));
                    }
                    return true;
                })
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        remember(now);
                    }
                });
    }

    private static void write(Statements statements, String worker, Seen seen, @Nullable Capabilities before)
            throws SQLException {
        String text = seen.capabilities().equals(before) ? "" : CapabilitiesText.of(seen.capabilities());
        // More than anybody can keep is one worker's mistake: the others are written all the same.
        if (text.isEmpty() || text.length() > LONGEST) {
            JobSql.bind(statements.of("update workers set last_seen = ? where id = ?"), seen.at(), worker)
                    .executeUpdate();
        } else {
            JobSql.bind(
                            statements.of("update workers set last_seen = ?, capabilities = ? where id = ?"),
                            seen.at(),
                            text,
                            worker)
                    .executeUpdate();
        }
    }

    private synchronized void remember(Map<String, Seen> now) {
        now.forEach((worker, seen) -> written.put(worker, seen.capabilities()));
    }
}
