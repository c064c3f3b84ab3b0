package dev.atelier.engine.manager.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Changes to the set of engines. Each is journalled, can be watched, and completes or leaves things as they were. */
@ProviderType
public interface EngineOperations {
    /**
     * Where a bundle comes from; exactly one of {@code file} and {@code reference} is set.
     *
     * @param file a bundle the caller hands over; copied before the call returns
     * @param manifest its signed manifest, when there is one
     * @param reference a URL, or {@code id[@version]} of the catalogue of available engines
     */
    record Source(
            @Nullable Path file,
            @Nullable Path manifest,
            @Nullable Path signature,
            @Nullable String reference,
            String origin) {}

    /**
     * What a change would do.
     *
     * @param notes what it would mean beyond the engine, in sentences
     */
    record Preview(
            String engine,
            String version,
            @Nullable String replaces,
            Operation.Kind kind,
            List<String> starts,
            List<String> drains,
            int drainingJobs,
            List<Disturbed> disturbs,
            int untouched,
            String sha256,
            long size,
            boolean signed,
            @Nullable String keyId,
            long memoryBytes,
            List<String> notes) {}

    /** Something running that a change would stop or refresh. */
    record Disturbed(String bundle, String why) {}

    /** Stages and verifies the bundle and says what installing it would do; changes nothing. */
    Preview preview(Source source, boolean allowUnsigned) throws RefusedOperation;

    /**
     * Starts an install or swap. A file is staged and verified before this returns; what a reference names is fetched
     * by the operation, and a refusal then is how the operation ends.
     */
    Operation install(Source source, boolean allowUnsigned, String requestedBy) throws RefusedOperation;

    Operation rollback(String engineId, String requestedBy) throws RefusedOperation;

    /** Removes a version, or with {@code version} null the whole engine, after its jobs have ended. */
    Operation remove(String engineId, @Nullable String version, String requestedBy) throws RefusedOperation;

    /** Newest first. */
    List<Operation> operations();

    Optional<Operation> operation(String id);

    /**
     * Completes with the operation as it was left, which is still running only when the manager stops; at once when it
     * has ended, and exceptionally when nobody knows it.
     */
    CompletableFuture<Operation> end(String id);
}
