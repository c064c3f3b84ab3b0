package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code models download|cache|prune}: the files of the models of this host. */
final class ModelFileCommands {
    private final Context context;

    ModelFileCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, IOException {
        switch (asked.command().name()) {
            case "download" -> download(asked.operand(0), asked.has("no-wait"));
            case "cache" -> cache();
            default -> prune(asked.has("yes"));
        }
        return Failure.DONE;
    }

    private void download(String id, boolean noWait) throws Failure {
        LocalApi api = context.api();
        Answer answer = api.send("POST", "/models/" + LocalApi.segment(id) + "/download", null);
        if (answer.status() == 404) {
            throw Failure.failed("there is no model `" + id + "`", "", "`atelier models list` lists them");
        }
        if (!answer.good()) {
            throw answer.failure(id + " was not downloaded", "");
        }
        Fields last = answer.fields();
        if (!noWait) {
            last = new Watch(api, new DownloadWatch(id, context.terminal(), context.json())).untilItEnds(last);
        }
        if (context.json()) {
            context.print(last.copy());
        }
        switch (last.text("state")) {
            case "failed" ->
                throw Failure.failed(
                        id + " was not downloaded",
                        last.object("error").text("message", "unknown"),
                        "run it again when that is mended; what has come is kept where it is of use");
            case "cancelled" -> throw Failure.failed(id + " was not downloaded", "it was cancelled", "");
            default -> {
                if (!context.json()) {
                    context.say(noWait && last.text("state").equals("running") ? "downloading " + id : id + " is here");
                }
            }
        }
    }

    private Fields list() throws Failure {
        return Fields.of(context.api().read("/models/cache", "cannot list the files of models"));
    }

    private void cache() throws Failure {
        Fields cache = list();
        if (context.json()) {
            context.print(cache.copy());
            return;
        }
        table(cache.list("files"));
        context.say(Units.bytes(cache.number("bytes", 0)) + " in " + cache.text("root") + ", "
                + Units.bytes(cache.number("unusedBytes", 0)) + " of it unused");
    }

    private void table(List<Fields> files) {
        Table table = new Table("FILE", "SIZE", "STATE", "MODELS");
        for (Fields file : files) {
            table.row(
                    file.text("path"),
                    Units.bytes(file.number("bytes", 0)),
                    file.text("state"),
                    String.join(", ", file.texts("models")));
        }
        table.print(context.terminal());
    }

    private void prune(boolean yes) throws Failure, IOException {
        if (context.terminal().asks() && !yes && !context.json()) {
            List<Fields> goes = list().list("files").stream()
                    .filter(file -> List.of("unused", "unfinished").contains(file.text("state")))
                    .toList();
            if (!goes.isEmpty()) {
                table(goes);
                if (!context.terminal().confirmed("Delete these?")) {
                    throw Failure.refused("nothing was deleted", "you did not say yes", "");
                }
            }
        }
        Answer answer = context.api().send("POST", "/models/cache/prune", Map.of());
        if (!answer.good()) {
            throw answer.failure("nothing was deleted", "");
        }
        Fields done = answer.fields();
        if (context.json()) {
            context.print(done.copy());
            return;
        }
        done.texts("deleted").forEach(path -> context.say("deleted " + path));
        context.say("freed " + Units.bytes(done.number("freedBytes", 0)));
    }
}
