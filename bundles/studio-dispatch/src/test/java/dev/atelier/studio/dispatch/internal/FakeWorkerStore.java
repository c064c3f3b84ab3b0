package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Workers in memory; the token of each is {@code token-<id>}. */
final class FakeWorkerStore implements WorkerStore {
    final Map<String, Worker> rows = new LinkedHashMap<>();
    final List<LogEntry> lines = new ArrayList<>();

    void add(String id) {
        put(id, true, null);
    }

    void put(String id, boolean enabled, @Nullable Instant lastSeen) {
        rows.put(
                id,
                new Worker(id, "i-" + id, null, enabled, Samples.capabilities(), "kit", Samples.AT, null, lastSeen));
    }

    @Override
    public boolean tokenMatches(String workerId, String token) {
        return token.equals("token-" + workerId);
    }

    @Override
    public Optional<Worker> worker(String workerId) {
        return Optional.ofNullable(rows.get(workerId));
    }

    @Override
    public List<Worker> workers() {
        return List.copyOf(rows.values());
    }

    @Override
    public void seen(String workerId, Capabilities capabilities, Instant at) {
        Worker row = rows.get(workerId);
        if (row != null) {
            put(workerId, row.enabled(), at);
        }
    }

    @Override
    public void log(String workerId, List<LogEntry> entries) {
        lines.addAll(entries);
    }

    @Override
    public boolean delete(String workerId) {
        return rows.remove(workerId) != null;
    }

    @Override
    public boolean enable(String workerId, boolean enabled) {
        put(workerId, enabled, null);
        return true;
    }

    @Override
    public Request register(
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            String address,
            Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Request> request(String requestId) {
        return Optional.empty();
    }

    @Override
    public List<Request> pending() {
        return List.of();
    }

    @Override
    public Optional<Worker> approve(String requestId, String by, Instant at) {
        return Optional.empty();
    }

    @Override
    public boolean reject(String requestId, String reason, String by, Instant at) {
        return false;
    }

    @Override
    public boolean tokenIssued(String workerId, String tokenHash, Instant at) {
        return false;
    }

    @Override
    public boolean label(String workerId, @Nullable String label) {
        return false;
    }

    @Override
    public List<LogLine> log(
            String workerId, long after, LogEntry.@Nullable Level level, @Nullable String jobId, int limit) {
        return List.of();
    }
}
