package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code models … --studio}: what jobs of a studio may be made for. */
final class StudioModels {
    private static final String REMEDY = "`atelier models list --studio` lists them";

    private final Context context;
    private final StudioApi studio;

    private StudioModels(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        List<Map<String, Object>> given = List.of();
        switch (asked.command().name()) {
            case "add" -> given = ModelRequest.of(asked, context.terminal()).models();
            case "import" ->
                given = ModelRequest.inFile(asked.operand(0), context.terminal())
                        .models();
            default -> {}
        }
        StudioModels models = new StudioModels(context, Studio.of(context, asked));
        switch (asked.command().name()) {
            case "list" -> models.list();
            case "add" -> models.add(given);
            case "import" -> models.take(given);
            case "export" -> models.export(asked.maybe(0));
            case "remove" -> models.remove(asked.operand(0));
            default -> models.enable(asked.operand(0), asked.command().name().equals("enable"));
        }
        return Failure.DONE;
    }

    private Object all() throws Failure {
        Object answer = studio.read("/models", "cannot list the models");
        return answer == null ? Map.of() : answer;
    }

    private void list() throws Failure {
        Object answer = all();
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("ID", "KIND", "ENABLED", "MEMORY", "ENGINE", "NAME");
        for (Fields model : Fields.of(answer).list("models")) {
            table.row(
                    model.text("id"),
                    model.text("kind"),
                    model.yes("enabled") ? "yes" : "no",
                    model.text("vramGbEstimate", "0") + " GB",
                    model.object("source").text("engine"),
                    model.text("displayName", model.text("id")));
        }
        table.print(context.terminal());
    }

    /** One that is there already is changed. */
    private void add(List<Map<String, Object>> models) throws Failure {
        List<Object> added = new ArrayList<>();
        for (Map<String, Object> model : models) {
            String id = Fields.of(model).text("id", "(a model without an id)");
            Answer answer = studio.send("POST", "/models", model);
            if (answer.status() == 409) {
                answer = studio.send("PUT", path(id), model);
            }
            Studio.checked(studio, answer, id + " was not added", "");
            added.add(answer.fields().members());
            if (!context.json()) {
                context.say("added " + id);
            }
        }
        if (context.json()) {
            context.print(added);
        }
    }

    /** All of them or, when one is wrong, none. */
    private void take(List<Map<String, Object>> models) throws Failure {
        Answer answer = studio.send("POST", "/models/import", Map.of("models", models));
        Studio.checked(studio, answer, "nothing was imported", "");
        if (context.json()) {
            context.print(answer.json());
            return;
        }
        Fields done = answer.fields();
        context.say("added " + done.text("added", "0") + ", replaced " + done.text("replaced", "0"));
    }

    private void export(@Nullable String file) throws Failure, IOException {
        Object models = all();
        if (file == null || file.equals("-")) {
            context.print(models);
            return;
        }
        OwnerFiles.writePublic(Path.of(file), Json.pretty(models) + "\n");
        context.say("saved " + file + " (" + Fields.of(models).list("models").size() + " models)");
    }

    private void enable(String id, boolean enabled) throws Failure {
        Answer known = Studio.checked(studio, studio.get(path(id)), "there is no model `" + id + "`", REMEDY);
        Map<String, Object> model = known.fields().copy();
        model.put("enabled", enabled);
        Answer answer = studio.send("PUT", path(id), model);
        Studio.checked(studio, answer, id + " was not changed", "");
        context.done((enabled ? "enabled " : "disabled ") + id, answer.json());
    }

    private void remove(String id) throws Failure {
        Answer answer = studio.send("DELETE", path(id), null);
        Studio.checked(studio, answer, id + " was not removed", REMEDY);
        context.done("removed " + id, Map.of("id", id, "removed", true));
    }

    private static String path(String id) {
        return "/models/" + HttpApi.segment(id);
    }
}
