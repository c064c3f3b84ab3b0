package dev.atelier.launcher.cli.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of the tree: a noun with verbs below it, or something that can be run, or both.
 *
 * @param notes further paragraphs of its help
 */
public record Command(
        String name,
        String summary,
        List<Operand> operands,
        List<Option> options,
        List<Command> children,
        boolean runnable,
        String notes) {

    /** Understood by every command, in any position. */
    public static final List<Option> EVERYWHERE = List.of(
            Option.value("home", "DIR", "the home of the process (default: ATELIER_HOME, else ~/.atelier)"),
            Option.flag("help", "h", "this help"));

    private static final Option JSON = Option.flag("json", "print JSON");

    public static Command action(String name, String summary, Part... parts) {
        List<Operand> operands = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Operand operand) {
                operands.add(operand);
            } else if (part instanceof Option option) {
                options.add(option);
            }
        }
        return new Command(name, summary, operands, options, List.of(), true, "");
    }

    /** A command that only looks, hence speaks JSON when asked. */
    public static Command read(String name, String summary, Part... parts) {
        Command made = action(name, summary, parts);
        made.options.add(JSON);
        return made;
    }

    public static Command noun(String name, String summary, Command... children) {
        return new Command(name, summary, List.of(), List.of(), List.of(children), false, "");
    }

    /** The same node, which can also be run without a verb. */
    public Command orRead() {
        return new Command(name, summary, operands, List.of(JSON), children, true, notes);
    }

    /** The same node with further options. */
    public Command with(Option... more) {
        List<Option> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Command(name, summary, operands, all, children, runnable, notes);
    }

    public Command withNotes(String text) {
        return new Command(name, summary, operands, options, children, runnable, text);
    }

    @Nullable
    Command child(String word) {
        for (Command child : children) {
            if (child.name.equals(word)) {
                return child;
            }
        }
        return null;
    }
}
