package dev.atelier.jobs.internal;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.JobRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that has ended, and where its files are.
 *
 * @param resultFile name of the result within the folder, null when there is none any more
 * @param source frozen by a studio, null when the catalogue says it
 * @param task null once it is on disk: tasks can be large
 * @param json a result that is not on disk yet, null for every other
 */
record StoredJob(
        JobRecord record,
        Path folder,
        @Nullable String resultFile,
        @Nullable ModelSource source,
        @Nullable Task task,
        @Nullable String json) {
    String id() {
        return record.id();
    }

    boolean fromStudio() {
        return record.source() == JobRecord.Source.STUDIO;
    }

    /** Whether who asked for it has all of it, so that what is kept here is a convenience. */
    boolean delivered() {
        return fromStudio() && record.status() == JobRecord.Status.COMPLETED;
    }

    /** Characters it holds in memory until it is written. */
    int weight() {
        return (task == null ? 0 : TaskText.length(task)) + (json == null ? 0 : json.length());
    }

    /** Whether they are one job, whatever changed of it. The ids differ nearly always, and are quickly compared. */
    boolean same(StoredJob other) {
        return id().equals(other.id()) && folder.equals(other.folder());
    }

    Optional<Path> result() {
        return Optional.ofNullable(resultFile).map(folder::resolve);
    }

    Path thumbnail() {
        return folder.resolve("thumbnail.png");
    }

    StoredJob with(Consumer<RecordDraft> change) {
        return new StoredJob(RecordDraft.change(record, change), folder, resultFile, source, task, json);
    }

    StoredJob withoutResult() {
        return new StoredJob(
                RecordDraft.change(record, draft -> draft.hasResult = false), folder, null, source, task, null);
    }

    /** What is on disk need not be in memory. */
    StoredJob written() {
        return new StoredJob(record, folder, resultFile, source, null, null);
    }
}
