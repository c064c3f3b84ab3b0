package dev.atelier.studio.store.api;

import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.LogEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Workers and those who want to become one. Calls block for as long as the disk takes; changes are durable. */
@ProviderType
public interface WorkerStore {
    /** A request to be a worker. */
    record Request(
            String requestId,
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            String address,
            Instant createdAt,
            State state,
            @Nullable String reason,
            @Nullable String workerId,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt) {

        /** What became of it. */
        public enum State {
            PENDING,
            APPROVED,
            REJECTED,
            /** The same install asked again with another secret. */
            SUPERSEDED
        }
    }

    /**
     * Notes a request, or finds the pending one of the same install and secret; a pending one of the same install with
     * another secret is superseded.
     */
    Request register(
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            String address,
            Instant at);

    Optional<Request> request(String requestId);

    /** Oldest first. */
    List<Request> pending();

    /** How many wait for a decision. */
    default int pendingCount() {
        return pending().size();
    }

    /** How many of them came from an address. */
    default int pendingFrom(String address) {
        return (int) pending().stream()
                .filter(request -> request.address().equals(address))
                .count();
    }

    /** Makes the worker's row; empty when the request is not pending. */
    Optional<Worker> approve(String requestId, String by, Instant at);

    /** False when the request is not pending. */
    boolean reject(String requestId, String reason, String by, Instant at);

    /**
     * A worker.
     *
     * @param label given by an operator
     * @param enabled whether it is offered work
     */
    record Worker(
            String id,
            String installId,
            @Nullable String label,
            boolean enabled,
            Capabilities capabilities,
            String userAgent,
            Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable Instant lastSeen) {}

    /** Stores the hash of a token just made; the one before is worth nothing from now on. False: no such worker. */
    boolean tokenIssued(String workerId, String tokenHash, Instant at);

    /** Compares in constant time. */
    boolean tokenMatches(String workerId, String token);

    /** Whose token it is; found by its hash, which says nothing about tokens that are close to it. */
    default Optional<Worker> byToken(String token) {
        return workers().stream()
                .filter(worker -> tokenMatches(worker.id(), token))
                .findFirst();
    }

    Optional<Worker> worker(String workerId);

    List<Worker> workers();

    /** From a greeting or a heartbeat; written soon, not at once: the newest is what counts. Never blocks. */
    void seen(String workerId, Capabilities capabilities, Instant at);

    boolean label(String workerId, @Nullable String label);

    boolean enable(String workerId, boolean enabled);

    boolean delete(String workerId);

    /** Keeps lines, the newest of each worker; written soon. Never blocks. */
    void log(String workerId, List<LogEntry> entries);

    /** @param seq grows with every line of the studio */
    record LogLine(long seq, LogEntry entry) {}

    /** The newest lines that match, oldest first; what has been handed to {@link #log} before is part of it. */
    List<LogLine> log(String workerId, long after, LogEntry.@Nullable Level level, @Nullable String jobId, int limit);
}
