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

/** {@code workers …}: who works for a studio. */
final class WorkerCommands {
    private final Context context;
    private final StudioApi studio;

    private WorkerCommands(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        StudioApi studio = Studio.of(context, asked);
        WorkerCommands workers = new WorkerCommands(context, studio);
        switch (asked.command().name()) {
            case "list" -> workers.list();
            case "remove" -> workers.remove(asked.operand(0), asked.has("yes"));
            case "label" -> workers.label(asked.operand(0), asked.maybe(1));
            case "logs" -> new WorkerLogs(context, studio).run(asked);
            default -> {
                return new ApprovalCommands(context, studio).run(asked);
            }
        }
        return Failure.DONE;
    }

    private void list() throws Failure {
        Object answer = studio.read("/workers", "cannot list the workers");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("WORKER", "LABEL", "MACHINE", "STATE", "JOB", "GPU", "SEEN", "KINDS");
        for (Fields worker : Fields.of(answer).list("workers")) {
            Fields can = worker.object("capabilities");
            table.row(
                    worker.text("workerId"),
                    worker.text("label", "-"),
                    can.text("machineName", "-"),
                    state(worker, can),
                    worker.text("currentJobId", "-"),
                    memory(can),
                    worker.text("lastSeen", "-"),
                    String.join(", ", can.texts("taskKinds")));
        }
        table.print(context.terminal());
    }

    private static String state(Fields worker, Fields can) {
        if (Boolean.FALSE.equals(worker.raw("enabled"))) {
            return "switched off";
        }
        String state = worker.text("state");
        return state.equals("ready") && Boolean.FALSE.equals(can.raw("autoEnabled")) ? "paused" : state;
    }

    static String memory(Fields capabilities) {
        return capabilities.decimal("vramTotalGb", 0) > 0 ? capabilities.text("vramTotalGb") + " GB" : "-";
    }

    private void remove(String id, boolean yes) throws Failure, IOException {
        if (context.terminal().asks()
                && !yes
                && !context.terminal()
                        .confirmed("Remove worker " + id + "? It has to be approved anew to come back.")) {
            throw Failure.refused("nothing was changed", "you did not say yes", "");
        }
        Answer answer = studio.send("DELETE", "/workers/" + HttpApi.segment(id), null);
        Studio.checked(studio, answer, id + " was not removed", "`atelier workers list` lists them");
        context.done("removed " + id, Map.of("workerId", id, "removed", true));
    }

    /** Without a text the label is taken away. */
    private void label(String id, @Nullable String text) throws Failure {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("label", text == null ? "" : text);
        Answer answer = studio.send("PUT", "/workers/" + HttpApi.segment(id), change);
        Studio.checked(studio, answer, id + " was not labelled", "`atelier workers list` lists them");
        context.done(text == null ? id + " has no label now" : id + " is " + text + " now", answer.json());
    }
}
