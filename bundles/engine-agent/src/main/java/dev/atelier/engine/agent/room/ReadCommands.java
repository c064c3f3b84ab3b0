package dev.atelier.engine.agent.room;

import dev.atelier.engine.agent.launch.CommandLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an operator says about the commands of agents. Whatever is left empty stays as it is usual. */
final class ReadCommands {
    private static final int LONGEST = 8192;
    private static final String ARGUMENTS = "agent.args.";
    private static final String ALL_ARGUMENTS = "agent.argv.";
    private static final String PROGRAM = "agent.command.";

    private final Map<String, CommandLine> commands = new HashMap<>();

    private ReadCommands() {}

    /** By type of agent. @throws IllegalArgumentException naming the setting */
    static Map<String, CommandLine> of(AgentConfig config) {
        ReadCommands read = new ReadCommands();
        read.add(
                "claude_code",
                config.agent_command_claude__code(),
                config.agent_argv_claude__code(),
                config.agent_args_claude__code());
        read.add(
                "open_code",
                config.agent_command_open__code(),
                config.agent_argv_open__code(),
                config.agent_args_open__code());
        read.add(
                "gemini_cli",
                config.agent_command_gemini__cli(),
                config.agent_argv_gemini__cli(),
                config.agent_args_gemini__cli());
        read.add(
                "codex_cli",
                config.agent_command_codex__cli(),
                config.agent_argv_codex__cli(),
                config.agent_args_codex__cli());
        read.add("aider", config.agent_command_aider(), config.agent_argv_aider(), config.agent_args_aider());
        read.add("amp", config.agent_command_amp(), config.agent_argv_amp(), config.agent_args_amp());
        return read.commands;
    }

    /** Types of agents whose output is plain text. */
    static Set<String> plainText(AgentConfig config) {
        Set<String> plain = new HashSet<>();
        Map.of("gemini_cli", config.agent_output_gemini__cli(), "codex_cli", config.agent_output_codex__cli())
                .forEach((type, output) -> {
                    if (isText("agent.output." + type, output)) {
                        plain.add(type);
                    }
                });
        return plain;
    }

    static boolean isText(String setting, String output) {
        return ReadConfig.choice(setting, output, "json", "text") == 1;
    }

    private void add(String type, String program, String argv, String args) {
        check(PROGRAM + type, program);
        check(ALL_ARGUMENTS + type, argv);
        check(ARGUMENTS + type, args);
        CommandLine command = new CommandLine(said(program.strip()), said(argv), said(args));
        if (!command.equals(CommandLine.USUAL)) {
            commands.put(type, command);
        }
    }

    private static @Nullable String said(String text) {
        return text.isBlank() ? null : text;
    }

    /** Nothing to say about settings that are none of these. */
    static void check(String setting, String value) {
        boolean program = setting.startsWith(PROGRAM);
        if (!program && !setting.startsWith(ARGUMENTS) && !setting.startsWith(ALL_ARGUMENTS)) {
            return;
        }
        if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(setting + " must be a text of at most " + LONGEST + " characters");
        }
        if (program) {
            if (!value.strip().matches("([^-\\p{Cntrl}][^\\p{Cntrl}]*)?")) {
                throw ReadConfig.wrong(setting, value, "the name or the path of a program");
            }
            return;
        }
        try {
            new CommandLine(null, null, value);
        } catch (IllegalArgumentException e) {
            throw ReadConfig.wrong(setting, value, "arguments with quotes as a shell has them, all of them closed");
        }
    }
}
