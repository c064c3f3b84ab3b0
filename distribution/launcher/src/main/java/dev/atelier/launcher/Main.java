package dev.atelier.launcher;

import dev.atelier.launcher.cli.Cli;
import dev.atelier.launcher.start.Start;
import java.util.List;
import java.util.Set;

/** Where the program begins: either something is started, or somebody is asked. */
public final class Main {
    private static final Set<String> STARTS = Set.of("up", "run", "studio", "runtime");

    private Main() {}

    public static void main(String[] args) {
        // Two worlds: only one of the two classes is ever loaded, which keeps client commands quick.
        System.exit(STARTS.contains(command(args)) ? Start.run(List.of(args)) : Cli.run(args));
    }

    /** The first word that is no option; {@code --home DIR} may stand before it. */
    static String command(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--home")) {
                i++;
            } else if (!args[i].startsWith("-")) {
                return args[i];
            }
        }
        return "";
    }
}
