package dev.atelier.studio.store.agents.api;

import dev.atelier.wire.agent.api.UnitTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Tasks and their runs. Rules are pure functions: one may be asked again when another studio was faster. */
@ProviderType
public interface AgentTasks {
    /** @param run the newest; null before the first */
    record Work(KeptTask task, @Nullable KeptRun run) {}

    /**
     * What a rule makes of a task.
     *
     * @param now null when nothing changes
     * @param events to be kept with the change
     * @param patch of the run, to be kept with the change; null when there is none
     */
    record Step<T>(
            @Nullable Work now,
            Ending ending,
            List<AgentEvents.Kept> events,
            @Nullable String patch,
            T answer) {
        public Step {
            events = List.copyOf(events);
        }

        /** Nothing changes. */
        public static <T> Step<T> none(T answer) {
            return new Step<>(null, Ending.NONE, List.of(), null, answer);
        }

        public static <T> Step<T> to(Work now, T answer) {
            return new Step<>(now, Ending.NONE, List.of(), null, answer);
        }

        public static <T> Step<T> to(Work now, Ending ending, T answer) {
            return new Step<>(now, ending, List.of(), null, answer);
        }

        public static <T> Step<T> heard(Work now, List<AgentEvents.Kept> events, T answer) {
            return new Step<>(now, Ending.NONE, events, null, answer);
        }

        public Step<T> withPatch(@Nullable String text) {
            return new Step<>(now, ending, events, text, answer);
        }
    }

    /** Whether workers keep what they have of the task. */
    enum Ending {
        NONE,
        /** Those who had it are to clean up. */
        CLEANUP,
        /** The same, and the task goes with all that belongs to it. */
        GONE
    }

    void create(KeptTask task);

    Optional<Work> find(String taskId);

    /** Newest first. */
    List<KeptTask> list(UnitTask.@Nullable Status status, long before, int limit);

    /** The ids of those that were done, rejected or cancelled, and have not changed since then; oldest first. */
    List<String> finished(Instant before, int limit);

    /** Applies a rule; empty when there is no such task. */
    <T> Optional<T> change(String taskId, Function<Work, Step<T>> rule);

    /** Applies a rule to the first that waits and fits; empty when there is none. */
    <T> Optional<T> take(Predicate<KeptTask> fits, Function<Work, Step<T>> rule);

    /** Of one task, oldest first. */
    List<KeptRun> runs(String taskId);

    Optional<KeptRun> run(String sessionId);

    /** What a run has changed, where it is {@link KeptRun.Patch#KEPT}. */
    Optional<String> patch(String sessionId);

    /** Those that are not over, oldest first. */
    List<KeptRun> underWay();
}
