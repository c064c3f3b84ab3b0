package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.List;

/** What one run of git said; both texts are cut when they are long. */
record GitResult(int exit, String text, String trouble) {
    boolean good() {
        return exit == 0;
    }

    String line() {
        return text.strip();
    }

    GitResult orFail(ErrorCode code, String what) throws AgentFailure {
        if (!good()) {
            throw new AgentFailure(code, what + ": " + why());
        }
        return this;
    }

    /** The last words of git are the ones that matter. */
    String why() {
        List<String> lines = Remote.masked(trouble).strip().lines().toList();
        return lines.isEmpty()
                ? "git ended with code " + exit
                : lines.get(lines.size() - 1).strip();
    }
}
