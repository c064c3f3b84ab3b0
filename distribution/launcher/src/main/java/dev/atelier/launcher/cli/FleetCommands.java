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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code fleet …}: the runtimes a studio knows. */
final class FleetCommands {
    private static final String CONNECTIONS = "/settings/runtime-connections";
    private static final String REMOTES = CONNECTIONS + "/remotes";

    private final Context context;
    private final StudioApi fleet;

    private FleetCommands(Context context, StudioApi fleet) {
        this.context = context;
        this.fleet = fleet;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        if (asked.has("token-ref") && asked.has("token-file")) {
            throw asked.wrong("--token-ref and --token-file are two ways to say the same");
        }
        FleetCommands commands =
                new FleetCommands(context, Studio.of(context, asked).fleet());
        switch (asked.command().name()) {
            case "list" -> commands.list();
            case "workers" -> commands.workers(asked.maybe(0));
            case "add" -> commands.add(asked);
            case "test" -> commands.test(asked.operand(0));
            default -> commands.remove(asked.operand(0), asked.has("force"));
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object answer = fleet.read("/runtimes", "cannot list the runtimes");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("RUNTIME", "STATUS", "KIND", "LABEL", "REMARK");
        for (Fields runtime : Fields.of(answer).list("items")) {
            table.row(
                    runtime.text("runtime_id"),
                    runtime.text("status"),
                    runtime.text("kind").startsWith("embedded") ? "embedded" : "remote",
                    runtime.text("label"),
                    remark(runtime));
        }
        table.print(context.terminal());
    }

    private static String remark(Fields shown) {
        return shown.list("diagnostics").stream()
                .filter(each -> !each.text("severity").equals("info"))
                .map(each -> each.text("message"))
                .findFirst()
                .orElse("-");
    }

    private void workers(@Nullable String runtimeId) throws Failure {
        Object answer = fleet.read("/workers", "cannot list the Workers");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("RUNTIME", "WORKER", "STATUS", "ROLE", "PROFILE");
        for (Fields worker : Fields.of(answer).list("items")) {
            if (runtimeId == null || runtimeId.equals(worker.text("runtime_id"))) {
                table.row(
                        worker.text("runtime_id"),
                        worker.text("worker_id"),
                        worker.text("status"),
                        worker.text("role", "-"),
                        worker.text("profile", "-"));
            }
        }
        table.print(context.terminal());
        for (Fields remark : Fields.of(answer).list("diagnostics")) {
            context.note(remark.text("message"));
        }
    }

    private void add(Invocation asked) throws Failure, IOException {
        String id = asked.operand(0);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("runtime_id", id);
        body.put("endpoint", asked.operand(1));
        put(body, "display_name", asked.option("name"));
        put(body, "token_ref", asked.option("token-ref"));
        String file = asked.option("token-file");
        if (file != null) {
            body.put("token_ref", kept(id, file));
        }
        Answer answer = Studio.checked(fleet, fleet.send("POST", REMOTES, body), id + " was not added", "");
        context.done("added " + id + "; `atelier fleet test " + id + "` tries it", answer.json());
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    /** Hands the credential to the studio, which seals it; what comes back is its name. */
    private String kept(String id, String file) throws Failure, IOException {
        String value = file.equals("-")
                ? new String(context.terminal().in().readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
        Answer answer =
                fleet.send("PUT", CONNECTIONS + "/secrets/" + HttpApi.segment(id), Map.of("value", value.strip()));
        return Studio.checked(fleet, answer, "the credential was not kept", "")
                .fields()
                .text("token_ref");
    }

    private void test(String id) throws Failure {
        Answer answer = Studio.checked(
                fleet,
                fleet.send("POST", REMOTES + "/" + HttpApi.segment(id) + "/test", null),
                id + " was not tried",
                "`atelier fleet list` lists the runtimes");
        Fields report = answer.fields();
        List<String> capabilities = report.texts("capabilities");
        context.done(id + " is " + report.text("state"), answer.json());
        if (!context.json()) {
            capabilities.forEach(each -> context.say("  " + each.replace(":", ": ")));
            report.list("diagnostics").stream()
                    .filter(each -> each.text("severity").equals("error"))
                    .forEach(each -> context.note(each.text("message")));
        }
        if (!report.text("state").equals("compatible")) {
            throw Failure.refused(
                    id + " cannot do everything", "it is " + report.text("state"), "look at its log and its version");
        }
    }

    private void remove(String id, boolean whatever) throws Failure {
        String path = REMOTES + "/" + HttpApi.segment(id) + (whatever ? "?force=true" : "");
        Answer answer = Studio.checked(
                fleet,
                fleet.send("DELETE", path, null),
                id + " was not removed",
                "stop its Workers, or `--force` lets go of one that will not come back");
        context.done("removed " + id, answer.json());
    }
}
