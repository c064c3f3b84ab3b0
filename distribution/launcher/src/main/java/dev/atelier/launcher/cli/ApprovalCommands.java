package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.tree.Invocation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code workers pending|approve|reject}: who asks to work for a studio. */
final class ApprovalCommands {
    private final Context context;
    private final StudioApi studio;

    ApprovalCommands(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    int run(Invocation asked) throws Failure, IOException {
        switch (asked.command().name()) {
            case "pending" -> pending();
            case "approve" -> approve(asked.operand(0), asked.has("yes"));
            default -> reject(asked.operand(0), Objects.toString(asked.option("reason"), ""));
        }
        return Failure.DONE;
    }

    private List<Fields> requests() throws Failure {
        return Fields.of(studio.read("/workers/pending", "cannot list who asks to join"))
                .list("pending");
    }

    private void pending() throws Failure {
        if (context.json()) {
            context.print(studio.read("/workers/pending", "cannot list who asks to join"));
            return;
        }
        Table table = new Table("REQUEST", "FINGERPRINT", "MACHINE", "USER", "ADDRESS", "SINCE");
        for (Fields request : requests()) {
            Fields can = request.object("capabilities");
            table.row(
                    request.text("requestId"),
                    request.text("fingerprint"),
                    can.text("machineName", "-"),
                    can.text("username", "-"),
                    request.text("address", "-"),
                    request.text("createdAt"));
        }
        table.print(context.terminal());
    }

    /** The fingerprint is what a person has read from the host, so it names a request as well as its id does. */
    private Fields wanted(String named) throws Failure {
        for (Fields request : requests()) {
            boolean byFingerprint = bare(request.text("fingerprint")).equals(bare(named))
                    && !bare(named).isEmpty();
            if (request.text("requestId").equals(named) || byFingerprint) {
                return request;
            }
        }
        throw Failure.failed("nobody waits as `" + named + "`", "", "`atelier workers pending` lists who does");
    }

    private static String bare(String fingerprint) {
        return fingerprint.replace("-", "").toUpperCase(Locale.ROOT);
    }

    private void approve(String named, boolean yes) throws Failure, IOException {
        Fields request = wanted(named);
        if (context.terminal().asks() && !yes) {
            show(request);
            if (!context.terminal().confirmed("Does `atelier status` on that machine show this fingerprint?")) {
                throw Failure.refused(
                        "nothing was changed", "you did not say yes", "`atelier workers reject` turns it away");
            }
        }
        Answer answer = decide(request, "approve", Map.of());
        if (context.json()) {
            context.print(answer.json());
        } else {
            context.say("approved " + request.text("fingerprint") + " as "
                    + answer.fields().text("workerId"));
        }
    }

    private void reject(String named, String reason) throws Failure {
        Fields request = wanted(named);
        Answer answer = decide(request, "reject", Map.of("reason", reason));
        if (context.json()) {
            context.print(answer.json());
        } else {
            context.say("rejected " + request.text("fingerprint"));
        }
    }

    private Answer decide(Fields request, String verb, Map<String, String> body) throws Failure {
        String id = request.text("requestId");
        Answer answer = studio.send("POST", "/workers/pending/" + HttpApi.segment(id) + "/" + verb, body);
        return Studio.checked(studio, answer, "cannot " + verb + " " + id, "`atelier workers pending` lists who waits");
    }

    private void show(Fields request) {
        Fields can = request.object("capabilities");
        String[][] lines = {
            {"machine", can.text("machineName") + " (" + can.text("username") + ")"},
            {"address", request.text("address")},
            {"version", request.text("userAgent")},
            {"kinds", String.join(", ", can.texts("taskKinds"))},
            {"GPU", WorkerCommands.memory(can)},
            {"since", request.text("createdAt")},
            {"fingerprint", request.text("fingerprint")}
        };
        for (String[] line : lines) {
            context.say(line[0] + ":" + " ".repeat(13 - line[0].length()) + Shown.line(line[1]));
        }
    }
}
