package dev.atelier.studio.agents.internal;

import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.AgentTask.BaseRemote;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an operator wants done, checked: much of it ends up on the command line of git. */
final class NewTask {
    static final int LONGEST_PROMPT = 256 * 1024;
    private static final String CODE = "invalid_task";
    private static final List<String> AGENTS =
            List.of("claude_code", "open_code", "gemini_cli", "codex_cli", "aider", "amp");
    private static final int MOST_REPOSITORIES = 16;
    private static final int LONGEST_PATH = 1_000;
    private static final int LONGEST_BRANCH = 200;
    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_MODEL = 200;
    private static final Pattern WITH_PASSWORD = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/@]*:[^/@]*@.*");
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/+#-]*");

    private NewTask() {}

    static KeptTask read(Body body, String by, Instant now) {
        String agent = Objects.requireNonNullElse(body.optionalLine("agentType", LONGEST_MODEL), AGENTS.get(0));
        if (!AGENTS.contains(agent)) {
            throw AgentRoute.bad(CODE, "agentType is none of " + String.join(", ", AGENTS));
        }
        KeptTask.Order order = new KeptTask.Order(
                UUID.randomUUID().toString(),
                Objects.requireNonNullElse(body.optionalLine("group", LONGEST_BRANCH), "default"),
                body.text("prompt", LONGEST_PROMPT),
                body.optionalLine("title", LONGEST_TITLE),
                branch("branch", body.optionalLine("branch", LONGEST_BRANCH)),
                body.objects("repositories", MOST_REPOSITORIES).stream()
                        .map(NewTask::remote)
                        .toList(),
                agent,
                body.optionalLine("agentModel", LONGEST_MODEL),
                by);
        return new KeptTask(
                UUID.randomUUID().toString(),
                0,
                0,
                order,
                new KeptTask.Standing(UnitTask.Status.IN_PROGRESS, KeptTask.Phase.QUEUED, 0, 0, null, null, null, null),
                now,
                now);
    }

    static BaseRemote remote(Body body) {
        String path = address("path", body.line("path", LONGEST_PATH), CODE);
        String branch = branch("branch", body.line("branch", LONGEST_BRANCH));
        return new BaseRemote(path, Objects.requireNonNull(branch, "a line is not null"));
    }

    /** Of a repository. */
    static String address(String name, String path, String code) {
        if (path.startsWith("-") || !path.equals(path.strip())) {
            throw AgentRoute.bad(code, name + " is no address of a repository");
        }
        if (WITH_PASSWORD.matcher(path).matches()) {
            throw AgentRoute.bad(
                    "credentials_in_address",
                    name + " must not hold a password; keep it as a secret of the repository");
        }
        return path;
    }

    private static @Nullable String branch(String name, @Nullable String branch) {
        boolean fits = branch == null
                || (BRANCH.matcher(branch).matches()
                        && !branch.contains("..")
                        && !branch.contains("//")
                        && !branch.endsWith("/")
                        && !branch.endsWith(".lock"));
        if (!fits) {
            throw AgentRoute.bad(CODE, name + " is no name of a branch");
        }
        return branch;
    }
}
