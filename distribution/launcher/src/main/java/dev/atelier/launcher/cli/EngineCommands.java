package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code engines …} as far as it only looks. */
final class EngineCommands {
    private final Context context;

    private EngineCommands(Context context) {
        this.context = context;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        EngineCommands reads = new EngineCommands(context);
        switch (asked.command().name()) {
            case "list" -> reads.list();
            case "info" -> reads.info(asked.operand(0));
            case "available" -> reads.available(asked.has("refresh"));
            case "operations" -> reads.operations();
            case "operation" -> reads.operation(asked.operand(0));
            case "parts", "add-part" -> {
                return new EnginePartCommands(context).run(asked);
            }
            case "keygen", "sign", "verify" -> {
                return new SigningCommands(context).run(asked);
            }
            default -> {
                return new EngineChanges(context).run(asked);
            }
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object engines = context.api().read("/engines", "cannot list the engines");
        if (context.json()) {
            context.print(engines);
            return;
        }
        Table table = new Table("ENGINE", "VERSION", "CURRENT", "STATE", "JOBS", "RUNNING", "KINDS");
        for (Fields engine : Fields.listOf(engines)) {
            table.row(
                    engine.text("id"),
                    engine.text("version"),
                    engine.yes("current") ? "yes" : "",
                    engine.text("state"),
                    engine.text("jobs", "0"),
                    engine.text("inFlight", "0"),
                    String.join(", ", engine.texts("kinds")));
        }
        table.print(context.terminal());
        for (Fields engine : Fields.listOf(engines)) {
            if (engine.has("reason")) {
                context.say("");
                context.say(engine.text("id") + " " + engine.text("version") + ": " + engine.text("reason")
                        + (engine.has("remedy") ? "; " + engine.text("remedy") : ""));
            }
        }
    }

    private void info(String id) throws Failure {
        Object versions = context.api().read("/engines/" + LocalApi.segment(id), "no engine `" + id + "`");
        if (context.json()) {
            context.print(versions);
            return;
        }
        boolean first = true;
        for (Fields engine : Fields.listOf(versions)) {
            if (!first) {
                context.say("");
            }
            first = false;
            context.say(engine.text("id") + " " + engine.text("version") + (engine.yes("current") ? " (current)" : ""));
            detail("title", engine.text("title"));
            detail("state", engine.text("state") + since(engine));
            detail("reason", engine.text("reason"));
            detail("remedy", engine.text("remedy"));
            detail("kinds", String.join(", ", engine.texts("kinds")));
            Fields models = engine.object("models");
            for (Object kind : models.members().keySet()) {
                detail("models, " + kind, String.join(", ", models.texts(String.valueOf(kind))));
            }
            detail(
                    "jobs",
                    engine.text("jobs", "0") + " done, " + engine.text("inFlight", "0") + " running, "
                            + engine.text("slots", "1") + " at once, " + engine.text("faults", "0") + " faults");
            detail("last error", engine.text("lastError"));
            detail("probation until", engine.text("probationUntil"));
            detail("isolation", engine.text("isolation"));
            detail("bundle", engine.text("bundle"));
            detail("origin", engine.text("origin") + (engine.yes("signed") ? ", signed" : ", not signed"));
            detail("sha256", engine.text("sha256"));
        }
    }

    private static String since(Fields engine) {
        return engine.has("since") ? " since " + engine.text("since") : "";
    }

    private void detail(String label, String value) {
        if (!value.isEmpty()) {
            context.say("  " + label + ":" + " ".repeat(Math.max(1, 17 - label.length())) + value);
        }
    }

    private void available(boolean refresh) throws Failure {
        Object found = context.api()
                .read("/engines/available" + (refresh ? "?refresh=true" : ""), "cannot read the catalogues");
        if (context.json()) {
            context.print(found);
            return;
        }
        Fields offered = Fields.of(found);
        List<Fields> engines = offered.list("engines");
        if (engines.isEmpty()) {
            context.say("no catalogue offers an engine; name one with `atelier config set engines.catalogues SOURCE`");
        } else {
            Table table = new Table("ENGINE", "VERSION", "INSTALLED", "SIGNED", "SIZE", "WHAT");
            for (Fields engine : engines) {
                table.row(
                        engine.text("id"),
                        engine.text("version"),
                        engine.yes("installed") ? "yes" : "",
                        engine.yes("signed") ? "yes" : "no",
                        engine.has("size") ? Units.bytes(engine.number("size", 0)) : "-",
                        engine.text("description") + needs(engine.raw("needs")));
            }
            table.print(context.terminal());
        }
        for (Fields problem : offered.list("problems")) {
            context.note("atelier: " + problem.text("source") + " — " + problem.text("message"));
        }
    }

    /** A sentence, or an object of amounts. */
    private static String needs(@Nullable Object needs) {
        if (needs == null) {
            return "";
        }
        return " (needs " + (needs instanceof String text ? text : Json.write(needs)) + ")";
    }

    private void operations() throws Failure {
        Object operations = context.api().read("/engines/operations", "cannot list the operations");
        if (context.json()) {
            context.print(operations);
            return;
        }
        Table table = new Table("OPERATION", "KIND", "ENGINE", "FROM", "TO", "STATE", "STARTED");
        for (Fields operation : Fields.listOf(operations)) {
            table.row(
                    operation.text("id"),
                    operation.text("kind"),
                    operation.text("engine"),
                    operation.text("from", "-"),
                    operation.text("to", "-"),
                    operation.text("state"),
                    operation.text("startedAt"));
        }
        table.print(context.terminal());
    }

    private void operation(String id) throws Failure {
        Object operation =
                context.api().read("/engines/operations/" + LocalApi.segment(id), "no operation `" + id + "`");
        if (context.json()) {
            context.print(operation);
            return;
        }
        for (String line : OperationView.lines(context.terminal(), Fields.of(operation))) {
            context.say(line);
        }
        Fields error = Fields.of(operation).object("error");
        if (error.has("message")) {
            context.say(error.text("code") + ": " + error.text("message")
                    + (error.has("remedy") ? "; " + error.text("remedy") : ""));
        }
    }
}
