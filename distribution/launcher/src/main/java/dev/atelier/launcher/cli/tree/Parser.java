package dev.atelier.launcher.cli.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words to an invocation. Options may stand anywhere, also before the command they belong to. */
public final class Parser {
    private final Command root;

    public Parser(Command root) {
        this.root = root;
    }

    public Invocation parse(String... words) throws UsageError {
        List<Command> nodes = new ArrayList<>();
        nodes.add(root);
        List<Integer> used = new ArrayList<>();
        String path = descend(words, nodes, used);
        Command command = nodes.get(nodes.size() - 1);

        Map<String, List<String>> options = new LinkedHashMap<>();
        List<String> operands = new ArrayList<>();
        boolean onlyOperands = false;
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (used.contains(i)) {
                continue;
            }
            if (onlyOperands || !isOption(word)) {
                operands.add(word);
            } else if (word.equals("--")) {
                onlyOperands = true;
            } else {
                i = option(words, i, command, nodes, options);
            }
        }
        Invocation asked = new Invocation(nodes, path, options, operands);
        if (!asked.has("help") && !(asked.has("version") && nodes.size() == 1)) {
            check(asked);
        }
        return asked;
    }

    private static String descend(String[] words, List<Command> nodes, List<Integer> used) throws UsageError {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < words.length && !words[i].equals("--"); i++) {
            Command here = nodes.get(nodes.size() - 1);
            if (here.children().isEmpty()) {
                break;
            }
            String word = words[i];
            if (isOption(word)) {
                i += takesNext(here, word) ? 1 : 0;
                continue;
            }
            Command child = here.child(word);
            if (child == null) {
                throw new UsageError(
                        "there is no command `" + path + (path.isEmpty() ? "" : " ") + word + "`" + hint(here, word),
                        nodes);
            }
            path.append(path.isEmpty() ? "" : " ").append(word);
            nodes.add(child);
            used.add(i);
        }
        return path.toString();
    }

    /** Whether the word after an option belongs to it, whichever command below turns out to be meant. */
    private static boolean takesNext(Command here, String word) {
        Option option = find(here, word);
        if (option != null) {
            return option.value() != null;
        }
        for (Command child : here.children()) {
            if (takesNext(child, word)) {
                return true;
            }
        }
        return false;
    }

    private static int option(
            String[] words, int at, Command command, List<Command> nodes, Map<String, List<String>> options)
            throws UsageError {
        String word = words[at];
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = find(command, name);
        if (option == null) {
            throw new UsageError("unknown option `" + name + "`", nodes);
        }
        List<String> values = valuesOf(options, option.name());
        if (option.value() == null) {
            if (equals >= 0) {
                throw new UsageError("`" + name + "` takes no value", nodes);
            }
            return at;
        }
        if (equals >= 0) {
            values.add(word.substring(equals + 1));
            return at;
        }
        if (at + 1 >= words.length) {
            throw new UsageError("`" + name + "` needs a value: " + option.value(), nodes);
        }
        values.add(words[at + 1]);
        return at + 1;
    }

    private static List<String> valuesOf(Map<String, List<String>> options, String name) {
        List<String> values = options.get(name);
        if (values == null) {
            values = new ArrayList<>();
            options.put(name, values);
        }
        return values;
    }

    private static @Nullable Option find(Command command, String dashed) {
        for (Option option : command.options()) {
            if (option.matches(dashed)) {
                return option;
            }
        }
        for (Option option : Command.EVERYWHERE) {
            if (option.matches(dashed)) {
                return option;
            }
        }
        return null;
    }

    private static void check(Invocation asked) throws UsageError {
        Command command = asked.command();
        if (!command.runnable()) {
            throw asked.wrong(asked.path().isEmpty() ? "no command given" : "`" + asked.path() + "` needs a verb");
        }
        int given = asked.operands().size();
        int most = 0;
        for (Operand operand : command.operands()) {
            if (operand.required() && given <= most) {
                throw asked.wrong("`" + asked.path() + "` needs " + operand.name());
            }
            if (given > most
                    && !operand.choices().isEmpty()
                    && !operand.choices().contains(asked.operand(most))) {
                throw asked.wrong(operand.name() + " is one of " + String.join(", ", operand.choices()) + ", not `"
                        + asked.operand(most) + "`");
            }
            most = operand.repeated() ? Integer.MAX_VALUE : most + 1;
        }
        if (given > most) {
            throw asked.wrong("`" + asked.operand(most) + "` is too much");
        }
    }

    /** A dash alone and negative numbers are operands. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && !(word.charAt(1) >= '0' && word.charAt(1) <= '9');
    }

    private static String hint(Command here, String word) {
        for (Command child : here.children()) {
            if (child.name().startsWith(word) || word.startsWith(child.name()) || oneSlip(child.name(), word)) {
                return "; did you mean `" + child.name() + "`?";
            }
        }
        return "";
    }

    /** Whether one letter is wrong, missing, too much, or two have changed places. */
    private static boolean oneSlip(String right, String typed) {
        int head = 0;
        int least = Math.min(right.length(), typed.length());
        while (head < least && right.charAt(head) == typed.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < least - head
                && right.charAt(right.length() - 1 - tail) == typed.charAt(typed.length() - 1 - tail)) {
            tail++;
        }
        int inRight = right.length() - head - tail;
        int inTyped = typed.length() - head - tail;
        if (Math.max(inRight, inTyped) <= 1) {
            return true;
        }
        return inRight == 2
                && inTyped == 2
                && right.charAt(head) == typed.charAt(head + 1)
                && right.charAt(head + 1) == typed.charAt(head);
    }
}
