package dev.atelier.studio.store.agents.api;

import dev.atelier.wire.agent.api.Report;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One run of an agent: the session that one assignment of a task to a worker is.
 *
 * @param cancelWanted whether a person wants it to end
 * @param secretsReleased whether its worker has had the secrets
 */
public record KeptRun(
        String id,
        Place place,
        State state,
        Outcome outcome,
        boolean cancelWanted,
        boolean secretsReleased,
        Times times,
        Heard heard) {
    /** @param assignment the number that fences this run off from others of the task */
    public record Place(String taskId, int assignment, String workerId) {}

    public enum State {
        ASSIGNED,
        RUNNING,
        WAITING_INPUT,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED,
        /** Nothing was heard of it any more, and the task is another's. */
        LOST;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean over() {
            return compareTo(SUCCEEDED) >= 0;
        }
    }

    /** Whether the whole change of it is here, or why not. */
    public enum Patch {
        /** Its worker has told nothing of it. */
        NOT_SENT,
        KEPT,
        NO_CHANGES,
        TOO_LARGE,
        NOT_TEXT,
        HOLDS_SECRET,
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is known of its result, as its worker tells it. */
    public record Outcome(
            @Nullable String errorCode,
            @Nullable String error,
            @Nullable Integer exitCode,
            Report.@Nullable Work work,
            @Nullable String agentSessionId,
            Report.@Nullable Usage usage,
            int pendingQuestions,
            @Nullable String outputLog,
            Patch patch) {
        public static final Outcome NONE = new Outcome(null, null, null, null, null, null, 0, null, Patch.NOT_SENT);
    }

    /** @param seen when its worker last said that it has it */
    public record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant completed,
            Instant seen) {}

    /**
     * How far its events are here.
     *
     * @param chars what those that are kept take
     */
    public record Heard(long lastSeq, long chars) {}

    public KeptRun seen(Instant at) {
        Times now = new Times(times.created, times.started, times.completed, at);
        return new KeptRun(id, place, state, outcome, cancelWanted, secretsReleased, now, heard);
    }

    public KeptRun told(State next, Outcome known, Times now) {
        return new KeptRun(id, place, next, known, cancelWanted, secretsReleased, now, heard);
    }

    public KeptRun heard(Heard more, Instant at) {
        Times now = new Times(times.created, times.started, times.completed, at);
        return new KeptRun(id, place, state, outcome, cancelWanted, secretsReleased, now, more);
    }

    public KeptRun cancelled() {
        return new KeptRun(id, place, state, outcome, true, secretsReleased, times, heard);
    }

    public KeptRun released() {
        return new KeptRun(id, place, state, outcome, cancelWanted, true, times, heard);
    }
}
