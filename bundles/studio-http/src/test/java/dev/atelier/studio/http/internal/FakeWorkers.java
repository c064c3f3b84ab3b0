package dev.atelier.studio.http.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Workers, their requests and their sessions in memory. */
final class FakeWorkers implements WorkerStore, Sessions {
    static final Capabilities RIG = new Capabilities(
            "rig-01",
            "alice",
            "0.1.0",
            "multi",
            24,
            12,
            true,
            true,
            true,
            false,
            false,
            null,
            List.of(Kind.LLM),
            List.of("synthetic", "acme:*"),
            Map.of(Kind.LLM, List.of("synthetic")));

    final Map<String, Request> requests = new LinkedHashMap<>();
    final Map<String, Worker> workers = new LinkedHashMap<>();
    final Map<String, String> tokens = new LinkedHashMap<>();
    final List<LogLine> lines = new ArrayList<>();
    final List<String> changed = new ArrayList<>();
    final List<String> removed = new ArrayList<>();
    /** What sockets told, such as {@code open w-1 http://host} or {@code text hello}. */
    final List<String> told = new CopyOnWriteArrayList<>();

    volatile @Nullable Channel channel;

    @Override
    public Watching watch(Hands hands) {
        return () -> {};
    }

    @Nullable
    View view;

    Worker worker(String id, String token) {
        Worker worker = new Worker(id, "install-" + id, null, true, RIG, "studio-worker/1", FakeJobs.AT, "admin", null);
        workers.put(id, worker);
        tokens.put(id, Fingerprint.hash(token));
        return worker;
    }

    @Override
    public Request register(
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            String address,
            Instant at) {
        for (Request request : List.copyOf(requests.values())) {
            if (request.installId().equals(installId) && request.state() == Request.State.PENDING) {
                if (request.secretHash().equals(secretHash)) {
                    return request;
                }
                put(request, Request.State.SUPERSEDED, null, null);
            }
        }
        Request fresh = new Request(
                "rr-" + (requests.size() + 1),
                installId,
                secretHash,
                capabilities,
                userAgent,
                address,
                at,
                Request.State.PENDING,
                null,
                null,
                null,
                null);
        requests.put(fresh.requestId(), fresh);
        return fresh;
    }

    private void put(Request old, Request.State state, @Nullable String reason, @Nullable String workerId) {
        requests.put(
                old.requestId(),
                new Request(
                        old.requestId(),
                        old.installId(),
                        old.secretHash(),
                        old.capabilities(),
                        old.userAgent(),
                        old.address(),
                        old.createdAt(),
                        state,
                        reason,
                        workerId,
                        null,
                        null));
    }

    @Override
    public Optional<Request> request(String requestId) {
        return Optional.ofNullable(requests.get(requestId));
    }

    @Override
    public List<Request> pending() {
        return requests.values().stream()
                .filter(request -> request.state() == Request.State.PENDING)
                .toList();
    }

    @Override
    public Optional<Worker> approve(String requestId, String by, Instant at) {
        Request request = requests.get(requestId);
        if (request == null || request.state() != Request.State.PENDING) {
            return Optional.empty();
        }
        Worker worker = new Worker(
                "w-" + requestId,
                request.installId(),
                null,
                true,
                request.capabilities(),
                request.userAgent(),
                at,
                by,
                null);
        workers.put(worker.id(), worker);
        put(request, Request.State.APPROVED, null, worker.id());
        return Optional.of(worker);
    }

    @Override
    public boolean reject(String requestId, String reason, String by, Instant at) {
        Request request = requests.get(requestId);
        if (request == null || request.state() != Request.State.PENDING) {
            return false;
        }
        put(request, Request.State.REJECTED, reason, null);
        return true;
    }

    @Override
    public boolean tokenIssued(String workerId, String tokenHash, Instant at) {
        tokens.put(workerId, tokenHash);
        return workers.containsKey(workerId);
    }

    @Override
    public boolean tokenMatches(String workerId, String token) {
        return Fingerprint.hash(token).equals(tokens.get(workerId));
    }

    @Override
    public Optional<Worker> worker(String workerId) {
        return Optional.ofNullable(workers.get(workerId));
    }

    @Override
    public List<Worker> workers() {
        return List.copyOf(workers.values());
    }

    @Override
    public void seen(String workerId, Capabilities capabilities, Instant at) {}

    @Override
    public boolean label(String workerId, @Nullable String label) {
        Worker old = workers.get(workerId);
        if (old != null) {
            workers.put(workerId, changed(old, label, old.enabled()));
        }
        return old != null;
    }

    @Override
    public boolean enable(String workerId, boolean enabled) {
        Worker old = workers.get(workerId);
        if (old != null) {
            workers.put(workerId, changed(old, old.label(), enabled));
        }
        return old != null;
    }

    private static Worker changed(Worker old, @Nullable String label, boolean enabled) {
        return new Worker(
                old.id(),
                old.installId(),
                label,
                enabled,
                old.capabilities(),
                old.userAgent(),
                old.approvedAt(),
                old.approvedBy(),
                old.lastSeen());
    }

    @Override
    public boolean delete(String workerId) {
        return workers.remove(workerId) != null;
    }

    @Override
    public void log(String workerId, List<LogEntry> entries) {}

    @Override
    public List<LogLine> log(
            String workerId, long after, LogEntry.@Nullable Level level, @Nullable String jobId, int limit) {
        return lines.stream()
                .filter(line -> line.seq() > after)
                .filter(line -> level == null || line.entry().level() == level)
                .toList();
    }

    @Override
    public Seat open(String workerId, String origin, Channel opened) {
        channel = opened;
        told.add("open " + workerId + " " + origin);
        return new Seat() {
            @Override
            public void text(String message) {
                told.add("text " + message);
            }

            @Override
            public void binary() {
                told.add("binary");
            }

            @Override
            public void closed() {
                told.add("closed");
            }
        };
    }

    @Override
    public void changed(String workerId) {
        changed.add(workerId);
    }

    @Override
    public void removed(String workerId) {
        removed.add(workerId);
    }

    @Override
    public List<View> all() {
        View present = view;
        return present == null ? List.of() : List.of(present);
    }

    @Override
    public Optional<View> find(String workerId) {
        return all().stream().filter(each -> each.workerId().equals(workerId)).findFirst();
    }
}
