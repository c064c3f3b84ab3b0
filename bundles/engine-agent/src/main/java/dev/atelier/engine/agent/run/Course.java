package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.AgentFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of one run through its stages. Many things may end a run at the same moment, such as a time-out and its own
 * exit: the one that is told first counts, and what is told after the end is told to nobody. Safe for many threads.
 */
final class Course {
    private Stage stage = Stage.RECEIVED;
    private @Nullable AgentFailure cause;

    synchronized Stage stage() {
        return stage;
    }

    /** Why it ended before its time; empty for a run that goes well so far. */
    synchronized Optional<AgentFailure> cause() {
        return Optional.ofNullable(cause);
    }

    /**
     * Takes the next step.
     *
     * @return false when it does not lead there any more
     */
    synchronized boolean to(Stage next) {
        if ((cause != null && next.isOpen()) || !stage.leadsTo(next)) {
            return false;
        }
        stage = next;
        return true;
    }

    /**
     * Something ends the run.
     *
     * @return whether it was the first to do so
     */
    synchronized boolean end(AgentFailure why) {
        if (cause != null || !stage.isOpen()) {
            return false;
        }
        cause = why;
        return true;
    }
}
