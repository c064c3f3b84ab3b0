package dev.atelier.engine.agent.launch;

import java.util.List;

/**
 * How an agent is started, and how it is spoken to.
 *
 * @param npmPackage fetched when the image has no such program; {@link #NO_PACKAGE} when there is none
 * @param arguments groups of arguments that stand or fall together: one with a placeholder whose value is unknown is
 *     left out whole
 * @param keys one of these secrets lets it reach its model
 */
public record AgentProgram(
        String type,
        String program,
        String npmPackage,
        List<List<String>> arguments,
        Prompting prompting,
        Answering answering,
        List<String> keys) {
    public static final String NO_PACKAGE = "-";
    public static final String MODEL = "{model}";
    public static final String RESUME = "{resume}";

    /** Where an agent that takes its prompt from a file finds it, seen from its home. */
    public static final String PROMPT_FOLDER = ".delidev";

    public static final String PROMPT_FILE = "prompt.md";

    /** How the prompt reaches it. Never on a command line, which everyone on the host can read. */
    public enum Prompting {
        /** As a JSON line; its standard input stays open for more. */
        JSON_LINE,
        /** As its whole standard input: it starts at the end of it. */
        WHOLE_INPUT,
        /** As a file in its home; its standard input stays open for answers. */
        FILE
    }

    /** How an answer of a person reaches it. */
    public enum Answering {
        /** By the channel on which it asks for leave, or as its next prompt where it asked in passing. */
        CONTROL,
        /** As a line of its standard input. */
        LINE,
        /** Not while it runs: the answer is the prompt of another run. */
        NEXT_RUN
    }

    public AgentProgram {
        arguments = arguments.stream().map(List::copyOf).toList();
        keys = List.copyOf(keys);
    }

    AgentProgram started(String otherProgram) {
        return new AgentProgram(type, otherProgram, NO_PACKAGE, arguments, prompting, answering, keys);
    }

    AgentProgram arguments(List<List<String>> others) {
        return new AgentProgram(type, program, npmPackage, others, prompting, answering, keys);
    }
}
