package dev.atelier.engine.agent.launch;

import static dev.atelier.engine.agent.launch.AgentProgram.MODEL;
import static dev.atelier.engine.agent.launch.AgentProgram.NO_PACKAGE;
import static dev.atelier.engine.agent.launch.AgentProgram.PROMPT_FILE;
import static dev.atelier.engine.agent.launch.AgentProgram.PROMPT_FOLDER;
import static dev.atelier.engine.agent.launch.AgentProgram.RESUME;

import dev.atelier.engine.agent.launch.AgentProgram.Answering;
import dev.atelier.engine.agent.launch.AgentProgram.Prompting;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agents that can be started. Flags as their newest releases take them; an operator can say others. */
public final class AgentPrograms {
    private static final List<String> PROVIDERS =
            List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_AI_API_KEY", "GEMINI_API_KEY");

    private static final Map<String, AgentProgram> ALL = Stream.of(
                    new AgentProgram(
                            "claude_code",
                            "claude",
                            "@anthropic-ai/claude-code",
                            List.of(
                                    List.of("-p", "--output-format", "stream-json", "--input-format", "stream-json"),
                                    List.of("--verbose", "--permission-mode", "bypassPermissions"),
                                    List.of("--permission-prompt-tool", "stdio"),
                                    List.of("--model", MODEL),
                                    List.of("--resume", RESUME)),
                            Prompting.JSON_LINE,
                            Answering.CONTROL,
                            List.of("CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_API_KEY")),
                    new AgentProgram(
                            "open_code",
                            "opencode",
                            "opencode-ai",
                            List.of(
                                    List.of("run", "--format", "json", "--thinking", "--dangerously-skip-permissions"),
                                    List.of("--model", MODEL),
                                    List.of("--session", RESUME)),
                            Prompting.WHOLE_INPUT,
                            Answering.NEXT_RUN,
                            PROVIDERS),
                    new AgentProgram(
                            "gemini_cli",
                            "gemini",
                            "@google/gemini-cli",
                            List.of(
                                    List.of("--output-format", "stream-json", "--approval-mode", "yolo"),
                                    List.of("--skip-trust"),
                                    List.of("-m", MODEL),
                                    List.of("--resume", RESUME)),
                            Prompting.WHOLE_INPUT,
                            Answering.NEXT_RUN,
                            List.of("GOOGLE_AI_API_KEY", "GEMINI_API_KEY")),
                    new AgentProgram(
                            "codex_cli",
                            "codex",
                            "@openai/codex",
                            List.of(
                                    List.of("exec", "--json", "--skip-git-repo-check"),
                                    List.of("--dangerously-bypass-approvals-and-sandbox"),
                                    List.of("-m", MODEL),
                                    List.of("resume", RESUME),
                                    List.of("-")),
                            Prompting.WHOLE_INPUT,
                            Answering.NEXT_RUN,
                            List.of("OPENAI_API_KEY", "CODEX_API_KEY")),
                    new AgentProgram(
                            "aider",
                            "aider",
                            NO_PACKAGE,
                            List.of(
                                    List.of("--yes-always", "--no-pretty", "--no-stream", "--no-check-update"),
                                    List.of("--no-show-release-notes", "--no-detect-urls"),
                                    List.of("--no-suggest-shell-commands", "--no-gitignore", "--analytics-disable"),
                                    List.of("--model", MODEL),
                                    List.of("--message-file", Places.HOME + "/" + PROMPT_FOLDER + "/" + PROMPT_FILE)),
                            Prompting.FILE,
                            Answering.LINE,
                            PROVIDERS),
                    new AgentProgram(
                            "amp",
                            "amp",
                            "@sourcegraph/amp",
                            List.of(
                                    List.of("threads", "continue", RESUME),
                                    List.of("--execute", "--stream-json", "--stream-json-thinking"),
                                    List.of("--dangerously-allow-all")),
                            Prompting.WHOLE_INPUT,
                            Answering.NEXT_RUN,
                            List.of("AMP_API_KEY", "ANTHROPIC_API_KEY")))
            .collect(Collectors.toUnmodifiableMap(AgentProgram::type, Function.identity()));

    private AgentPrograms() {}

    /** Null for a type that is not known. */
    public static @Nullable AgentProgram of(String type) {
        return ALL.get(type);
    }

    public static List<String> types() {
        return ALL.keySet().stream().sorted().toList();
    }
}
