package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code secrets …}: what coding agents are given and nobody is shown again. */
final class SecretCommands {
    private final Context context;
    private final StudioApi agents;

    private SecretCommands(Context context, StudioApi agents) {
        this.context = context;
        this.agents = agents;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        SecretCommands secrets =
                new SecretCommands(context, Studio.of(context, asked).agents());
        switch (asked.command().name()) {
            case "list" -> secrets.list();
            case "set" -> secrets.set(asked.operand(0), asked.option("repository"));
            default -> secrets.remove(asked.operand(0), asked.option("repository"));
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object answer = agents.read("/secrets", "cannot list the secrets");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("SECRET", "CHANGED", "BY", "REPOSITORY");
        for (Fields secret : Fields.of(answer).list("secrets")) {
            table.row(
                    secret.text("name"),
                    secret.text("updatedAt"),
                    secret.text("updatedBy"),
                    secret.text("repository", "all"));
        }
        table.print(context.terminal());
    }

    private void set(String name, @Nullable String repository) throws Failure, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("value", Words.hidden("Value of " + name, name + " was not kept", context.terminal()));
        if (repository != null) {
            body.put("repository", repository);
        }
        Answer answer = agents.send("PUT", "/secrets/" + HttpApi.segment(name), body);
        Studio.checked(agents, answer, name + " was not kept", "");
        context.done("kept " + name, answer.json());
    }

    private void remove(String name, @Nullable String repository) throws Failure {
        String path = "/secrets/" + HttpApi.segment(name)
                + (repository == null ? "" : "?repository=" + HttpApi.segment(repository));
        Answer answer = agents.send("DELETE", path, null);
        String todo = "`atelier secrets list` lists them; one of a repository needs --repository";
        Studio.checked(agents, answer, name + " was not removed", todo);
        context.done("removed " + name, Map.of("name", name, "removed", true));
    }
}
