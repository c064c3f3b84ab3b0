package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.Product;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.tree.Command;
import dev.atelier.launcher.cli.tree.Help;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.Parser;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The client side of the command line. No framework, no logging, and next to no lambdas: such things cost more time to
 * load than a whole command may take.
 */
public final class Cli {
    private final Terminal terminal;

    Cli(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command; the exit code. */
    public static int run(String[] args) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        try {
            return new Cli(Terminal.ofProcess(out, err)).execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    int execute(String... args) {
        Command root = Commands.tree();
        Invocation asked;
        try {
            asked = new Parser(root).parse(args);
            if (asked.has("help")) {
                terminal.out().print(Help.of(asked.nodes(), Math.min(terminal.width(), 100)));
                return Failure.DONE;
            }
            if (asked.nodes().size() == 1 && asked.has("version")) {
                terminal.out().println("atelier " + Product.version());
                return Failure.DONE;
            }
            return dispatch(root, asked);
        } catch (UsageError e) {
            terminal.out().flush();
            terminal.err().println("atelier: " + e.getMessage());
            terminal.err().print(Help.usage(e.nodes()));
            terminal.err().println("Try `" + line(e) + " --help`.");
            return Failure.USAGE;
        } catch (Failure e) {
            terminal.out().flush();
            terminal.err().println("atelier: " + e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            terminal.out().flush();
            terminal.err()
                    .println("atelier: "
                            + Failure.failed(String.join(" ", args), e, "look at the file or folder it names")
                                    .getMessage());
            return Failure.FAILED;
        }
    }

    /** By name and not by objects in the tree, so that only the classes of the command asked for are loaded. */
    private int dispatch(Command root, Invocation asked) throws Failure, UsageError, IOException {
        Context context = new Context(Home.of(asked.option("home")), terminal, asked.has("json"));
        return switch (asked.nodes().get(1).name()) {
            case "stop", "pause", "resume", "version" -> new ProcessCommands(context).run(asked);
            case "status" -> new StatusCommand(context).run();
            case "logs" -> new LogsCommand(context).run(asked);
            case "config", "set-threshold" -> new ConfigCommands(context).run(asked);
            case "register" -> new RegisterCommand(context).run(asked);
            case "import-config" -> new ImportCommand(context).run(asked);
            case "doctor" -> new DoctorCommand(context).run();
            case "completion" -> {
                terminal.out().print(new dev.atelier.launcher.cli.tree.Completion(root).script(asked.operand(0)));
                yield Failure.DONE;
            }
            case "console" -> new ConsoleCommands(context).run(asked);
            case "engines" -> EngineCommands.run(context, asked);
            case "jobs" -> new JobCommands(context).run(asked);
            case "models" -> new ModelCommands(context).run(asked);
            case "workers" -> WorkerCommands.run(context, asked);
            case "keys" -> KeyCommands.run(context, asked);
            case "fleet" -> FleetCommands.run(context, asked);
            case "tasks" -> TaskCommands.run(context, asked);
            case "secrets" -> SecretCommands.run(context, asked);
            default -> throw asked.wrong("`" + asked.path() + "` starts the program and is no client command");
        };
    }

    private static String line(UsageError error) {
        StringBuilder line = new StringBuilder();
        for (Command node : error.nodes()) {
            line.append(line.isEmpty() ? "" : " ").append(node.name());
        }
        return line.toString();
    }

    /** UTF-8 whatever the locale says: pipes and files get the text as it is. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8_192), false, StandardCharsets.UTF_8);
    }
}
