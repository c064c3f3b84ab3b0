package dev.atelier.engine.agent.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator says about the command of an agent, and the command that comes of it. */
public record CommandLine(
        @Nullable String program,
        @Nullable String arguments,
        @Nullable String more) {
    /** As the agent's own table has it. */
    public static final CommandLine USUAL = new CommandLine(null, null, null);

    /** @throws IllegalArgumentException when quotes are left open; the message says which setting */
    public CommandLine {
        checked("ARGV", arguments);
        checked("ARGS", more);
    }

    /**
     * For the launcher: the program, its package, its arguments.
     *
     * @param model null to leave the choice to the agent
     * @param resume the conversation to go on with; null for a new one
     */
    public List<String> of(AgentProgram agent, @Nullable String model, @Nullable String resume) {
        AgentProgram started = program == null ? agent : agent.started(program);
        if (arguments != null) {
            started = started.arguments(groups(ShellWords.split(arguments)));
        }
        List<String> command = new ArrayList<>(List.of(started.program(), started.npmPackage()));
        for (List<String> group : started.arguments()) {
            filled(group, model, resume, command);
        }
        if (more != null) {
            command.addAll(ShellWords.split(more));
        }
        return command;
    }

    private static void filled(
            List<String> group, @Nullable String model, @Nullable String resume, List<String> command) {
        Map<String, String> known = Map.of(
                AgentProgram.MODEL, model == null ? "" : model, AgentProgram.RESUME, resume == null ? "" : resume);
        for (Map.Entry<String, String> value : known.entrySet()) {
            if (value.getValue().isEmpty() && group.stream().anyMatch(each -> each.contains(value.getKey()))) {
                return;
            }
        }
        for (String each : group) {
            String argument = each;
            for (Map.Entry<String, String> value : known.entrySet()) {
                argument = argument.replace(value.getKey(), value.getValue());
            }
            command.add(argument);
        }
    }

    /** A placeholder takes the flag right before it along. */
    private static List<List<String>> groups(List<String> words) {
        List<List<String>> groups = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            boolean flagOfValue = word.startsWith("-") && at + 1 < words.size() && hasPlace(words.get(at + 1));
            if (flagOfValue && !hasPlace(word)) {
                groups.add(List.of(word, words.get(at + 1)));
                at++;
            } else {
                groups.add(List.of(word));
            }
        }
        return groups;
    }

    private static boolean hasPlace(String word) {
        return word.contains(AgentProgram.MODEL) || word.contains(AgentProgram.RESUME);
    }

    private static void checked(String setting, @Nullable String words) {
        if (words != null) {
            try {
                ShellWords.split(words);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
            }
        }
    }
}
