package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.Optional;

/**
 * What one run of git printed.
 *
 * @param bytes empty when it was more than was wanted
 * @param result how it went otherwise
 */
record GitBytes(Optional<byte[]> bytes, GitResult result) {
    GitBytes orFail(ErrorCode code, String what) throws AgentFailure {
        result.orFail(code, what);
        return this;
    }
}
