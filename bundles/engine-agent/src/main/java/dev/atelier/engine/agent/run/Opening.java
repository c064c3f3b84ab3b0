package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told first.
 *
 * @param resume the conversation to go on with; null for a new one
 */
record Opening(@Nullable String resume, String prompt) {
    private static final Set<ErrorCode> SAID_BY_THE_AGENT =
            Set.of(ErrorCode.AGENT_CRASHED, ErrorCode.AGENT_REPORTED_ERROR);

    /** As the agents put it in one line that they know no such conversation; their own words for it differ. */
    private static final Pattern FORGOTTEN = Pattern.compile(
            "\\b(no|unknown|invalid|cannot find|could not find)\\b[^|]{0,40}\\b(conversation|session|thread|rollout)"
                    + "|\\b(conversation|session|thread|rollout)\\b[^|]{0,100}\\b(not found|not exist|no longer exists|unknown)",
            Pattern.CASE_INSENSITIVE);

    /** @param homeKept whether the agent can still find what it knew */
    static Opening of(AgentJob job, boolean homeKept, String preamble) {
        AgentJob.Again resume = job.resume();
        return resume == null || resume.conversation() == null || !homeKept
                ? afresh(job, preamble)
                : new Opening(resume.conversation(), behind(preamble, resume.prompt()));
    }

    static Opening afresh(AgentJob job, String preamble) {
        return new Opening(null, behind(preamble, job.prompt()));
    }

    private static String behind(String preamble, String prompt) {
        return preamble.isBlank() ? prompt : preamble + "\n\n" + prompt;
    }

    /** Whether this came to nothing only because the agent has forgotten the conversation: then it may begin a new one. */
    boolean isForgotten(Turn.End end) {
        return resume != null
                && !end.worked()
                && end.failure().filter(Opening::isForgotten).isPresent();
    }

    private static boolean isForgotten(AgentFailure failure) {
        return SAID_BY_THE_AGENT.contains(failure.code())
                && FORGOTTEN.matcher(String.valueOf(failure.getMessage())).find();
    }
}
