package dev.atelier.studio.dispatch.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Capabilities.Presence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs and workers to test with. */
final class Samples {
    static final Instant AT = Instant.parse("2026-11-01T12:00:00Z");
    static final String TASK = "{\"kind\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String SOURCE = "{\"engine\":\"synthetic\",\"files\":[]}";

    private Samples() {}

    static NewJob job(String id) {
        return job(id, 0, null, 1);
    }

    static NewJob job(String id, int priority, @Nullable String owner, double vram) {
        return new NewJob(id, "game", "asset", "model", Kind.LLM, TASK, SOURCE, vram, priority, owner, false, null);
    }

    static StoredJob stored(NewJob job, long seq) {
        return new StoredJob(
                job.id(),
                seq,
                job.gameId(),
                job.assetName(),
                job.model(),
                job.kind(),
                job.task(),
                job.source(),
                job.vramGbEstimate(),
                job.priority(),
                job.owner(),
                job.hold() ? Status.PENDING : Status.QUEUED,
                0,
                null,
                null,
                AT,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                AT);
    }

    static StoredJob with(
            StoredJob row,
            Status status,
            int attempts,
            @Nullable String claimedBy,
            @Nullable String claim,
            @Nullable Instant claimedAt,
            @Nullable Instant startedAt,
            @Nullable String error) {
        return new StoredJob(
                row.id(),
                row.seq(),
                row.gameId(),
                row.assetName(),
                row.model(),
                row.kind(),
                row.task(),
                row.source(),
                row.vramGbEstimate(),
                row.priority(),
                row.owner(),
                status,
                attempts,
                claimedBy,
                claim,
                row.createdAt(),
                claimedAt,
                startedAt,
                null,
                claimedBy,
                error,
                row.prompt(),
                null,
                0,
                AT);
    }

    static StoredJob done(StoredJob row, @Nullable String prompt, String type, long bytes, Instant at) {
        return new StoredJob(
                row.id(),
                row.seq(),
                row.gameId(),
                row.assetName(),
                row.model(),
                row.kind(),
                row.task(),
                row.source(),
                row.vramGbEstimate(),
                row.priority(),
                row.owner(),
                Status.DONE,
                row.attempts(),
                row.claimedBy(),
                row.claim(),
                row.createdAt(),
                row.claimedAt(),
                row.startedAt(),
                at,
                row.claimedBy(),
                null,
                prompt,
                type,
                bytes,
                at);
    }

    static Capabilities capabilities() {
        return capabilities(12, true, false, null, List.of(Kind.IMAGE, Kind.LLM), Map.of());
    }

    static Capabilities capabilities(
            double vram,
            boolean autoEnabled,
            boolean onlyWhenIdle,
            @Nullable Presence presence,
            List<Kind> kinds,
            Map<Kind, List<String>> models) {
        return new Capabilities(
                "rig",
                "alice",
                "1",
                "multi",
                24,
                vram,
                autoEnabled,
                true,
                true,
                true,
                onlyWhenIdle,
                presence,
                kinds,
                List.of("synthetic"),
                models);
    }

    static Waiting waiting(String id, long seq, int priority, String owner) {
        return waiting(id, seq, priority, owner, 1);
    }

    static Waiting waiting(String id, long seq, int priority, String owner, double vram) {
        return Waiting.of(stored(job(id, priority, owner, vram), seq), "synthetic", 0);
    }
}
