package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code jobs submit|retry|result --studio}: jobs of a studio that something is wanted of. */
final class StudioWork {
    private final Context context;
    private final StudioApi studio;
    private final Live live;

    private StudioWork(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
        this.live = new Live(context.terminal());
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        @Nullable
        JobRequest request = asked.command().name().equals("submit") ? JobRequest.of(asked, context.terminal()) : null;
        StudioWork work = new StudioWork(context, Studio.of(context, asked));
        if (request != null) {
            work.submit(asked, request);
        } else if (asked.command().name().equals("retry")) {
            work.retry(asked);
        } else {
            work.deliver(work.job(asked.operand(0)), asked.option("out"));
        }
        return Failure.DONE;
    }

    private void submit(Invocation asked, JobRequest request) throws Failure, UsageError, IOException {
        String model = asked.option("model");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model == null ? firstOf(Fields.textOf(request.task().get("kind"))) : model);
        body.put("task", request.task());
        body.put("priority", asked.number("priority", 0, Integer.MIN_VALUE));
        if (asked.has("hold")) {
            body.put("hold", true);
        }
        Answer answer = studio.send("POST", "/jobs", body);
        Studio.checked(studio, answer, "the job was not taken", todo(answer.code()));
        finish(asked, answer);
    }

    private static String todo(String code) {
        return switch (code) {
            case "unknown_model" -> "`atelier models list --studio` shows the models";
            case "queue_full" -> "try again when fewer jobs wait";
            default -> "";
        };
    }

    /** The first model of a kind that may be used. */
    private String firstOf(String kind) throws Failure {
        Answer answer =
                Studio.checked(studio, studio.get("/models"), "cannot look for a model", "name one with --model");
        for (Fields model : answer.fields().list("models")) {
            if (model.text("kind").equals(kind) && model.yes("enabled")) {
                return model.text("id");
            }
        }
        throw Failure.failed(
                "the job was not sent",
                "this studio has no enabled model of kind " + kind,
                "`atelier models list --studio` shows those there are");
    }

    private void retry(Invocation asked) throws Failure, IOException {
        String id = asked.operand(0);
        Answer answer = studio.send("POST", "/jobs/" + HttpApi.segment(id) + "/retry", null);
        Studio.checked(
                studio, answer, "cannot retry job " + id, "`atelier jobs show " + id + " --studio` says how it stands");
        finish(asked, answer);
    }

    /** Something that was only put aside would be waited for in vain. */
    private void finish(Invocation asked, Answer answer) throws Failure, IOException {
        String id = answer.fields().text("jobId");
        if (asked.has("no-wait") || asked.has("hold")) {
            if (context.json()) {
                context.print(answer.json());
            } else {
                context.say(id);
            }
            return;
        }
        Fields job = untilItEnds(id);
        if (!job.text("status").equals("done")) {
            throw Failure.failed(
                    "job " + id + " " + job.text("status"),
                    job.text("lastError"),
                    "see `atelier jobs show " + id + " --studio`");
        }
        deliver(job, asked.option("out"));
    }

    private Fields job(String id) throws Failure {
        return Fields.of(studio.read("/jobs/" + HttpApi.segment(id), "no job `" + id + "`"));
    }

    private static boolean over(Fields job) {
        String status = job.text("status");
        return status.equals("done") || status.equals("failed") || status.equals("cancelled");
    }

    private Fields untilItEnds(String id) throws Failure {
        Pause pause = new Pause();
        long from = System.nanoTime();
        Fields job = job(id);
        while (!over(job)) {
            if (context.terminal().live()) {
                show(job, (System.nanoTime() - from) / 1_000_000_000);
            }
            pause.before("job " + id);
            job = job(id);
        }
        live.clear();
        return job;
    }

    private void show(Fields job, long seconds) throws Failure {
        String state = job.text("status");
        if (state.equals("claimed")) {
            state = "running on " + job.text("claimedBy");
        } else if (state.equals("queued")) {
            long ahead = Fields.of(studio.read("/jobs/" + HttpApi.segment(job.text("jobId")) + "/why", "cannot wait"))
                    .number("position", 0);
            state = ahead == 0 ? "next in line" : ahead + " ahead";
        }
        live.show(List.of(job.text("kind") + " " + job.text("model") + "  " + state + "  " + Units.seconds(seconds)));
    }

    /** In the words of a job of this host, which say the same otherwise. */
    private void deliver(Fields job, @Nullable String out) throws Failure, IOException {
        String id = job.text("jobId");
        if (!job.text("status").equals("done")) {
            throw Failure.refused(
                    "there is no result of job " + id,
                    "it is " + job.text("status"),
                    "see `atelier jobs show " + id + " --studio`");
        }
        Map<String, Object> told = job.copy();
        told.put("hasResult", true);
        if (job.text("resultType").startsWith("application/json")) {
            Object result =
                    studio.read("/jobs/" + HttpApi.segment(id) + "/result", "cannot read the result of job " + id);
            if (result != null) {
                told.put("result", result);
            }
        }
        new JobResult(context, studio).deliver(Fields.of(told), out);
    }
}
