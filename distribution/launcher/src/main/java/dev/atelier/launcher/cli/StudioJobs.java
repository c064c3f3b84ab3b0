package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code jobs … --studio}: the queue of a studio. */
final class StudioJobs {
    private final Context context;
    private final StudioApi studio;

    private StudioJobs(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        String verb = asked.command().name();
        if (verb.equals("log")) {
            throw asked.wrong("a studio keeps the log of each worker: see `atelier workers logs`");
        }
        if (verb.equals("submit") || verb.equals("retry") || verb.equals("result")) {
            return StudioWork.run(context, asked);
        }
        StudioJobs jobs = new StudioJobs(context, Studio.of(context, asked));
        switch (verb) {
            case "list" -> jobs.list(asked);
            case "show" -> jobs.show(asked.operand(0));
            case "why" -> jobs.why(asked.operand(0));
            case "cancel" -> jobs.change(asked.operand(0), "cancel", "cancelled ");
            default -> jobs.change(asked.operand(0), "promote", "queued ");
        }
        return Failure.DONE;
    }

    private void list(Invocation asked) throws Failure, UsageError {
        List<Fields> jobs = Pages.newest(studio, asked, "jobs");
        if (context.json()) {
            List<Object> rows = new ArrayList<>();
            for (Fields job : jobs) {
                rows.add(job.members());
            }
            context.print(rows);
            return;
        }
        Table table = new Table("JOB", "KIND", "MODEL", "STATUS", "ATTEMPTS", "WORKER", "CREATED", "PROMPT");
        for (Fields job : jobs) {
            table.row(
                    job.text("jobId"),
                    job.text("kind"),
                    job.text("model"),
                    job.text("status"),
                    job.text("attempts", "0"),
                    job.text("claimedBy", job.text("lastWorkerId", "-")),
                    job.text("createdAt", "-"),
                    job.text("prompt"));
        }
        table.print(context.terminal());
    }

    private void show(String id) throws Failure {
        Fields job = Fields.of(studio.read("/jobs/" + HttpApi.segment(id), "no job `" + id + "`"));
        if (context.json()) {
            context.print(job.members());
            return;
        }
        String[][] lines = {
            {"job", job.text("jobId")},
            {"status", job.text("status")},
            {"error", job.text("lastError")},
            {"kind", job.text("kind")},
            {"model", job.text("model")},
            {"memory", job.decimal("vramGbEstimate", 0) > 0 ? job.text("vramGbEstimate") + " GB" : ""},
            {"priority", job.text("priority")},
            {"attempts", job.text("attempts")},
            {"worker", job.text("claimedBy", job.text("lastWorkerId"))},
            {"owner", job.text("owner")},
            {"prompt", job.text("prompt")},
            {"created", job.text("createdAt")},
            {"claimed", job.text("claimedAt")},
            {"started", job.text("startedAt")},
            {"ended", job.text("completedAt")},
            {
                "result",
                job.has("resultType") ? job.text("resultType") + ", " + Units.bytes(job.number("resultBytes", 0)) : ""
            }
        };
        for (String[] line : lines) {
            if (!line[1].isBlank()) {
                context.say(line[0] + ":" + " ".repeat(11 - line[0].length()) + line[1]);
            }
        }
    }

    private void why(String id) throws Failure {
        Object answer = studio.read("/jobs/" + HttpApi.segment(id) + "/why", "no job `" + id + "`");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Fields why = Fields.of(answer);
        context.say(sentence(id, why));
        List<Fields> workers = why.list("workers");
        if (workers.isEmpty()) {
            context.say("no worker is connected; `atelier workers list` shows those there are");
            return;
        }
        Table table = new Table("WORKER", "CAN TAKE IT", "WHY NOT");
        for (Fields worker : workers) {
            List<String> failed = new ArrayList<>();
            for (Fields each : worker.list("failed")) {
                failed.add(each.text("predicate") + ": needs " + each.text("need") + ", has " + each.text("have"));
            }
            table.row(worker.text("workerId"), worker.yes("eligible") ? "yes" : "no", String.join("; ", failed));
        }
        table.print(context.terminal());
    }

    private static String sentence(String id, Fields why) {
        String status = why.text("status", "queued");
        if (!status.equals("queued")) {
            return "job " + id + " is " + status + (status.equals("pending") ? ", held back until it is promoted" : "");
        }
        long ahead = why.number("position", 0);
        String place = ahead == 0 ? "is next" : "waits behind " + ahead + (ahead == 1 ? " other" : " others");
        return "job " + id + " " + place + (why.has("eta") ? ", for about " + Units.seconds(why.number("eta", 0)) : "");
    }

    private void change(String id, String verb, String done) throws Failure {
        Answer answer = studio.send("POST", "/jobs/" + HttpApi.segment(id) + "/" + verb, null);
        String todo = "`atelier jobs show " + id + " --studio` says how it stands";
        Studio.checked(studio, answer, "cannot " + verb + " job " + id, todo);
        context.done(done + id, answer.json());
    }
}
