package dev.atelier.studio.store.agents.api;

import dev.atelier.wire.agent.api.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What agents ask people. A question that waits when its run is over is cancelled with it. */
@ProviderType
public interface AgentQuestions {
    /**
     * @param question without its answer
     * @param sealed the answer; null when there is none, or its run is over
     */
    record Kept(
            Question question, String workerId, @Nullable String sealed) {}

    void add(Kept question);

    Optional<Kept> find(String id);

    /** Newest first. */
    List<Kept> list(Question.@Nullable Status status, int limit);

    /** Answers of runs that are not over, which this worker waits for. */
    List<Kept> answered(String workerId);

    /** False when it waits no more. */
    boolean answer(String id, String sealed, Instant at);

    /** False when it waits no more. */
    boolean close(String id, Question.Status as, Instant at);
}
