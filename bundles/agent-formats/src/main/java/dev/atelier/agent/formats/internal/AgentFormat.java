package dev.atelier.agent.formats.internal;

import java.util.function.Function;

/**
 * One agent's form of output.
 *
 * @param guaranteesResult a run that ends without telling its result has failed
 * @param speaksPlainText it can be started without its structured output
 * @param progressOnStderr in plain text, standard error tells what it does rather than what went wrong
 */
record AgentFormat(
        String type,
        boolean guaranteesResult,
        boolean speaksPlainText,
        boolean progressOnStderr,
        Function<Session, LineReader> reader) {
    /** An agent that prints one JSON object a line and always ends with a result. */
    static AgentFormat json(String type, Function<Session, EventReader> reader) {
        return new AgentFormat(type, true, false, false, session -> new JsonLines(session, reader.apply(session)));
    }

    AgentFormat withoutResult() {
        return new AgentFormat(type, false, speaksPlainText, progressOnStderr, reader);
    }

    AgentFormat withPlainText(boolean stderrIsProgress) {
        return new AgentFormat(type, guaranteesResult, true, stderrIsProgress, reader);
    }
}
