package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code models …}, those of this host. */
final class ModelCommands {
    /** The others are for a studio alone. */
    private static final List<String> HERE = List.of("list", "add", "remove");

    private static final List<String> FILES = List.of("download", "cache", "prune");

    private final Context context;

    ModelCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError, IOException {
        String verb = asked.command().name();
        if (FILES.contains(verb)) {
            return new ModelFileCommands(context).run(asked);
        }
        if (Studio.meant(asked) || !HERE.contains(verb)) {
            return StudioModels.run(context, asked);
        }
        switch (verb) {
            case "list" -> list();
            case "add" -> add(asked);
            default -> remove(asked.operand(0));
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object models = context.api().read("/models", "cannot list the models");
        if (context.json()) {
            context.print(models);
            return;
        }
        Table table = new Table("ID", "KIND", "STATE", "NAME");
        for (Fields model : Fields.listOf(models)) {
            table.row(
                    model.text("id"),
                    model.text("kind"),
                    model.text("state", "-"),
                    model.text("displayName", model.text("id")));
        }
        table.print(context.terminal());
    }

    private void add(Invocation asked) throws Failure, UsageError, IOException {
        ModelRequest request = ModelRequest.of(asked, context.terminal()); // wrong words before a process is missed
        LocalApi api = context.api();
        List<Object> added = new ArrayList<>();
        for (Map<String, Object> model : request.models()) {
            String id = Fields.of(model).text("id", "(a model without an id)");
            Answer answer = api.send("POST", "/models", model);
            if (!answer.good()) {
                throw answer.failure(id + " was not added", "");
            }
            added.add(model);
            if (!context.json()) {
                context.say("added " + id);
            }
        }
        if (context.json()) {
            context.print(added);
        }
    }

    private void remove(String id) throws Failure {
        Answer answer = context.api().send("DELETE", "/models/" + LocalApi.segment(id), null);
        if (answer.status() == 404) {
            throw Failure.failed("there is no model `" + id + "`", "", "`atelier models list` lists them");
        }
        if (!answer.good()) {
            throw answer.failure(id + " was not removed", "");
        }
        if (context.json()) {
            context.print(Map.of("id", id, "removed", true));
        } else {
            context.say("removed " + id);
        }
    }
}
