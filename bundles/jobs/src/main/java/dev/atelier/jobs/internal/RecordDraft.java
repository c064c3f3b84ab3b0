package dev.atelier.jobs.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A record while it is being changed. */
final class RecordDraft {
    static final int PROMPT = 200;

    private final JobRecord base;
    JobRecord.Status status;

    @Nullable
    String reason;

    @Nullable
    String code;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant finishedAt;

    @Nullable
    String engine;

    @Nullable
    String engineVersion;

    double progress;
    String progressText;
    boolean hasThumbnail;
    boolean hasResult;

    @Nullable
    String resultType;

    long resultBytes;

    private RecordDraft(JobRecord base) {
        this.base = base;
        status = base.status();
        reason = base.reason();
        code = base.code();
        startedAt = base.startedAt();
        finishedAt = base.finishedAt();
        engine = base.engine();
        engineVersion = base.engineVersion();
        progress = base.progress();
        progressText = base.progressText();
        hasThumbnail = base.hasThumbnail();
        hasResult = base.hasResult();
        resultType = base.resultType();
        resultBytes = base.resultBytes();
    }

    static JobRecord created(
            String id, Kind kind, String model, String prompt, JobRecord.Source source, Instant createdAt) {
        return new JobRecord(
                id,
                kind,
                model,
                Texts.cut(prompt, PROMPT),
                source,
                JobRecord.Status.QUEUED,
                null,
                null,
                createdAt,
                null,
                null,
                null,
                null,
                -1,
                "",
                false,
                false,
                null,
                0);
    }

    static JobRecord change(JobRecord record, Consumer<RecordDraft> change) {
        RecordDraft draft = new RecordDraft(record);
        change.accept(draft);
        return draft.record();
    }

    void ended(JobOutcome outcome, Instant at) {
        finishedAt = at;
        outcome.fold(
                done -> end(JobRecord.Status.COMPLETED, null, null),
                failed -> end(JobRecord.Status.FAILED, failed.reason(), failed.code()),
                cancelled -> end(JobRecord.Status.CANCELLED, cancelled.reason(), null));
    }

    void kept(StoredResult result) {
        hasResult = true;
        resultType = result.type();
        resultBytes = result.bytes();
    }

    private JobRecord.Status end(JobRecord.Status end, @Nullable String why, @Nullable String word) {
        status = end;
        reason = why;
        code = word;
        return end;
    }

    private JobRecord record() {
        return new JobRecord(
                base.id(),
                base.kind(),
                base.model(),
                base.prompt(),
                base.source(),
                status,
                reason,
                code,
                base.createdAt(),
                startedAt,
                finishedAt,
                engine,
                engineVersion,
                progress,
                progressText,
                hasThumbnail,
                hasResult,
                resultType,
                resultBytes);
    }
}
