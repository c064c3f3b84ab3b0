package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import java.util.List;

/** {@code engines parts|add-part}: the programs and libraries an engine stands on. */
final class EnginePartCommands {
    private final Context context;

    EnginePartCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure {
        if (asked.command().name().equals("parts")) {
            list(asked.operand(0));
        } else {
            add(asked.operand(0), asked.operand(1), asked.has("no-wait"));
        }
        return Failure.DONE;
    }

    private static String path(String engine) {
        return "/engines/" + LocalApi.segment(engine) + "/parts";
    }

    private void list(String engine) throws Failure {
        Object found = context.api().read(path(engine), "no engine `" + engine + "`");
        if (context.json()) {
            context.print(found);
            return;
        }
        List<Fields> parts = Fields.listOf(found);
        if (parts.isEmpty()) {
            context.say(engine + " needs nothing but itself");
            return;
        }
        Table table = new Table("PART", "STATE", "VERSION", "WHAT", "WHERE");
        for (Fields part : parts) {
            table.row(
                    part.text("id"),
                    part.text("state").replace('_', ' '),
                    part.text("version", "-"),
                    part.text("title"),
                    part.text("where", "-"));
        }
        table.print(context.terminal());
        for (Fields part : parts) {
            if (part.has("note")) {
                context.say("");
                context.say(part.text("id") + ": " + part.text("note"));
            }
            if (part.yes("addable")) {
                context.say("`atelier engines add-part " + engine + " " + part.text("id") + "` fetches it"
                        + (part.has("downloadBytes") ? " (" + Units.bytes(part.number("downloadBytes", 0)) + ")" : ""));
            }
        }
    }

    private void add(String engine, String part, boolean noWait) throws Failure {
        LocalApi api = context.api();
        Answer answer = api.send("POST", path(engine) + "/" + LocalApi.segment(part), null);
        String what = part + " was not added to engine " + engine;
        if (!answer.good()) {
            throw answer.failure(what, "`atelier engines parts " + engine + "` lists what there is");
        }
        Fields last = answer.fields();
        if (!noWait) {
            last = new Watch(api, new PartWatch(engine, part, context.terminal())).untilItEnds(last);
        }
        if (context.json()) {
            context.print(last.copy());
        }
        switch (last.text("state")) {
            case "failed" ->
                throw Failure.failed(
                        what,
                        last.object("error").text("message", "unknown"),
                        "run it again when that is mended; what was there before is as it was");
            case "cancelled" -> throw Failure.failed(what, "it was cancelled", "");
            default -> {
                if (!context.json()) {
                    boolean running = last.text("state").equals("running");
                    context.say(running ? "adding " + part : part + " is here, jobs of " + engine + " run on it now");
                }
            }
        }
    }
}
