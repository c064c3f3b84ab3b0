package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Events;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code jobs …}. */
final class JobCommands {
    private static final int SILENCE_MS = 3_000;

    private final Context context;

    JobCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError, IOException {
        String verb = asked.command().name();
        if (Studio.meant(asked) || verb.equals("why") || verb.equals("promote")) {
            return StudioJobs.run(context, asked);
        }
        if (asked.has("hold") || asked.has("priority")) {
            throw asked.wrong("--hold and --priority are for jobs of a studio: add --studio");
        }
        switch (verb) {
            case "list" -> list(asked);
            case "show" -> show(asked.operand(0));
            case "log" -> log(asked.operand(0), asked.has("follow"));
            case "submit" -> submit(asked);
            case "cancel" -> cancel(asked.operand(0));
            case "result" -> result(asked);
            default -> retry(asked);
        }
        return Failure.DONE;
    }

    private void list(Invocation asked) throws Failure, UsageError {
        long most = asked.number("lines", 20, 0);
        String status = asked.option("status");
        List<Fields> jobs = new ArrayList<>();
        for (Fields job : Fields.listOf(context.api().read("/jobs", "cannot list the jobs"))) {
            if (jobs.size() < most && (status == null || job.text("status").equals(status))) {
                jobs.add(job);
            }
        }
        if (context.json()) {
            List<Object> rows = new ArrayList<>();
            for (Fields job : jobs) {
                rows.add(job.members());
            }
            context.print(rows);
            return;
        }
        Table table = new Table("JOB", "KIND", "MODEL", "STATUS", "STARTED", "PROMPT");
        for (Fields job : jobs) {
            table.row(
                    job.text("jobId"),
                    job.text("kind"),
                    job.text("model"),
                    job.text("status"),
                    job.text("startedAt", "-"),
                    job.text("prompt"));
        }
        table.print(context.terminal());
    }

    private static Fields job(LocalApi api, String id) throws Failure {
        return Fields.of(api.read("/jobs/" + LocalApi.segment(id), "no job `" + id + "`"));
    }

    private void show(String id) throws Failure {
        Fields job = job(context.api(), id);
        if (context.json()) {
            context.print(job.members());
            return;
        }
        String[][] lines = {
            {"job", job.text("jobId")},
            {"status", job.text("status") + (job.has("progress") ? " " + percent(job) : "")},
            {"reason", job.text("reason")},
            {"kind", job.text("kind")},
            {"model", job.text("model")},
            {"engine", job.text("engine") + " " + job.text("engineVersion")},
            {"source", job.text("source")},
            {"prompt", job.text("prompt")},
            {"created", job.text("createdAt")},
            {"started", job.text("startedAt")},
            {"finished", job.text("finishedAt")},
            {
                "result",
                job.yes("hasResult") ? job.text("resultType") + ", " + Units.bytes(job.number("resultBytes", 0)) : ""
            }
        };
        for (String[] line : lines) {
            if (!line[1].isBlank()) {
                context.say(line[0] + ":" + " ".repeat(11 - line[0].length()) + line[1]);
            }
        }
        if (job.has("result")) {
            context.say("");
            context.say(JobResult.text(job));
        }
    }

    private static String percent(Fields job) {
        return Math.round(job.decimal("progress", 0) * 100) + "%";
    }

    private void log(String id, boolean follow) throws Failure {
        LocalApi api = context.api();
        if (!follow) {
            Object log = api.read("/jobs/" + LocalApi.segment(id) + "/log", "no log of job `" + id + "`");
            if (context.json()) {
                context.print(log);
            } else {
                tell(Fields.of(log), 0);
            }
            return;
        }
        try (Events events = api.events(SILENCE_MS)) {
            Pause pause = new Pause();
            long told = 0;
            while (true) {
                boolean over = JobWatch.isOver(job(api, id)); // asked before the log, so that its last lines are in it
                Object log = api.read("/jobs/" + LocalApi.segment(id) + "/log", "no log of job `" + id + "`");
                told = tell(Fields.of(log), told);
                context.terminal().out().flush();
                if (over) {
                    return;
                }
                awaitNews(events, id, pause);
            }
        }
    }

    private static void awaitNews(@org.jspecify.annotations.Nullable Events events, String id, Pause pause)
            throws Failure {
        Events.Event event = events == null ? null : events.next();
        while (event != null
                && event.type().equals("job")
                && !event.data().text("jobId").equals(id)) {
            event = events == null ? null : events.next();
        }
        if (event == null) {
            pause.before("job " + id);
        }
    }

    /** The lines after so many; how many there are now. */
    private long tell(Fields log, long told) {
        long at = log.number("dropped", 0);
        if (at > told) {
            context.say("… " + (at - told) + " lines are no longer kept");
        }
        for (Fields line : log.list("lines")) {
            at++;
            if (at > told) {
                context.say(context.json() ? Json.write(line.members()) : LogsCommand.line(context, line));
            }
        }
        return at;
    }

    private void submit(Invocation asked) throws Failure, UsageError, IOException {
        JobRequest request = JobRequest.of(asked, context.terminal());
        LocalApi api = context.api();
        Map<String, Object> body = new LinkedHashMap<>();
        String model = asked.option("model");
        if (model != null) {
            body.put("model", model);
        }
        body.put("task", request.task());
        Answer answer = api.send("POST", "/jobs", body);
        if (!answer.good()) {
            throw answer.failure("the job was not taken", todo(answer.code()));
        }
        finish(api, asked, answer.fields().text("jobId"));
    }

    private static String todo(String code) {
        return switch (code) {
            case "unknown_model", "model_disabled", "wrong_kind" ->
                "`atelier models list` shows the models and their kinds";
            case "no_engine" -> "`atelier engines available` shows what could be installed";
            case "queue_full", "busy" -> "try again when fewer jobs wait";
            default -> "";
        };
    }

    private void retry(Invocation asked) throws Failure, UsageError, IOException {
        LocalApi api = context.api();
        String id = asked.operand(0);
        Answer answer = api.send("POST", "/jobs/" + LocalApi.segment(id) + "/retry", null);
        if (!answer.good()) {
            throw answer.failure("cannot retry job " + id, "");
        }
        finish(api, asked, answer.fields().text("jobId"));
    }

    private void finish(LocalApi api, Invocation asked, String id) throws Failure, IOException {
        if (asked.has("no-wait")) {
            if (context.json()) {
                context.print(Map.of("jobId", id));
            } else {
                context.say(id);
            }
            return;
        }
        Fields job = JobWatch.untilItEnds(id, api, context.terminal());
        String status = job.text("status");
        if (!status.equals("completed")) {
            throw Failure.failed("job " + id + " " + status, job.text("reason"), "see `atelier jobs log " + id + "`");
        }
        new JobResult(context, api).deliver(job, asked.option("out"));
    }

    private void result(Invocation asked) throws Failure, IOException {
        LocalApi api = context.api();
        String id = asked.operand(0);
        Fields job = job(api, id);
        if (!job.text("status").equals("completed")) {
            throw Failure.refused(
                    "there is no result of job " + id,
                    "it is " + job.text("status"),
                    "see `atelier jobs show " + id + "`");
        }
        new JobResult(context, api).deliver(job, asked.option("out"));
    }

    private void cancel(String id) throws Failure {
        Answer answer = context.api().send("POST", "/jobs/" + LocalApi.segment(id) + "/cancel", null);
        if (!answer.good()) {
            throw answer.failure("cannot cancel job " + id, "`atelier jobs show " + id + "` says how it stands");
        }
        if (context.json()) {
            context.print(answer.json());
        } else {
            context.say("cancelled " + id);
        }
    }
}
