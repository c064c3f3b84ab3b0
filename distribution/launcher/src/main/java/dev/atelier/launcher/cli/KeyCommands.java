package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code keys …}: who may call a studio. */
final class KeyCommands {
    private static final List<String> ROLES = List.of("admin", "operator", "viewer", "submit");

    private final Context context;
    private final StudioApi studio;

    private KeyCommands(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError {
        String role = asked.option("role");
        if (asked.command().name().equals("create") && (role == null || !ROLES.contains(role))) {
            throw asked.wrong("`keys create` needs --role: one of " + String.join(", ", ROLES));
        }
        KeyCommands keys = new KeyCommands(context, Studio.of(context, asked));
        switch (asked.command().name()) {
            case "list" -> keys.list();
            case "create" -> keys.create(String.valueOf(role), asked.maybe(0));
            default -> keys.revoke(asked.operand(0));
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object answer = studio.read("/keys", "cannot list the keys");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("KEY", "ROLE", "CREATED", "LAST USED", "NAME");
        for (Fields key : Fields.of(answer).list("keys")) {
            table.row(
                    key.text("id"),
                    key.text("role"),
                    key.text("createdAt"),
                    key.text("lastUsed", "-"),
                    key.text("name"));
        }
        table.print(context.terminal());
    }

    /** The key alone goes to standard output, so that a script can take it. */
    private void create(String role, @Nullable String name) throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("role", role);
        if (name != null) {
            body.put("name", name);
        }
        Answer answer = Studio.checked(studio, studio.send("POST", "/keys", body), "no key was made", "");
        if (context.json()) {
            context.print(answer.json());
            return;
        }
        Fields key = answer.fields();
        context.say(key.text("secret"));
        context.note("this is the only time it is shown; `atelier keys revoke " + key.text("id") + "` ends it");
    }

    private void revoke(String id) throws Failure {
        Answer answer = studio.send("DELETE", "/keys/" + HttpApi.segment(id), null);
        Studio.checked(studio, answer, id + " was not revoked", "`atelier keys list` lists them");
        if (context.json()) {
            context.print(Map.of("id", id, "revoked", true));
        } else {
            context.say("revoked " + id);
        }
    }
}
