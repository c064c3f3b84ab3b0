package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.io.Table;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code tasks …}: work for coding agents, kept by a studio. */
final class TaskCommands {
    private static final String NO_PATCH = "there is no patch";
    private static final String WHERE = "`atelier tasks list` lists them";

    private final Context context;
    private final StudioApi agents;

    private TaskCommands(Context context, StudioApi agents) {
        this.context = context;
        this.agents = agents;
    }

    static int run(Context context, Invocation asked) throws Failure, UsageError, IOException {
        String verb = asked.command().name();
        @Nullable Map<String, Object> wanted = verb.equals("submit") ? TaskRequest.of(asked, context.terminal()) : null;
        StudioApi agents = Studio.of(context, asked).agents();
        TaskCommands tasks = new TaskCommands(context, agents);
        if (wanted != null) {
            tasks.submit(wanted, asked.has("follow"));
            return Failure.DONE;
        }
        switch (verb) {
            case "list" -> tasks.list(asked);
            case "show" -> tasks.show(asked.operand(0));
            case "log" -> tasks.log(asked.operand(0), asked.has("follow"));
            case "patch" -> tasks.patch(asked.operand(0), asked.option("out"));
            case "questions" -> new QuestionCommands(context, agents).list(asked.has("all"));
            case "answer" -> new QuestionCommands(context, agents).answer(asked);
            case "revise" -> tasks.revise(asked);
            case "remove" -> tasks.remove(asked.operand(0));
            default -> tasks.change(asked.operand(0), verb);
        }
        return Failure.DONE;
    }

    private void submit(Map<String, Object> wanted, boolean follow) throws Failure {
        Answer answer = agents.send("POST", "/tasks", wanted);
        Fields task =
                Studio.checked(agents, answer, "the task was not taken", "").fields();
        if (context.json() && !follow) {
            context.print(answer.json());
            return;
        }
        if (follow) {
            context.note("task " + task.text("taskId"));
            ended(new TaskLog(context, agents, task.text("taskId")).follow());
        } else {
            context.say(task.text("taskId"));
        }
    }

    private void list(Invocation asked) throws Failure, UsageError {
        List<Fields> tasks = Pages.newest(agents, asked, "tasks");
        if (context.json()) {
            context.print(tasks.stream().map(Fields::members).toList());
            return;
        }
        Table table = new Table("TASK", "STATUS", "AGENT", "CREATED", "BY", "TITLE");
        for (Fields task : tasks) {
            table.row(
                    task.text("taskId"),
                    standing(task),
                    task.text("agentType"),
                    task.text("createdAt"),
                    task.text("createdBy", "-"),
                    task.text("title", task.text("prompt")));
        }
        table.print(context.terminal());
    }

    /** Work that goes on is told by where it is; all other by what became of it. */
    private static String standing(Fields task) {
        String status = task.text("status");
        return switch (task.text("phase")) {
            case "queued" -> "queued";
            case "assigned" -> "running";
            default -> status.equals("in_progress") && task.has("errorCode") ? unfinished(task) : status;
        };
    }

    /** A decision of a person counts more than what went wrong before it. */
    private static String unfinished(Fields task) {
        return task.text("errorCode").equals("TASK_CANCELLED") ? "cancelled" : "failed";
    }

    private void show(String id) throws Failure {
        Object answer = agents.read("/tasks/" + HttpApi.segment(id), "no task `" + id + "`");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Fields task = Fields.of(answer);
        Fields run = newest(task);
        String changed = run.has("changedFiles")
                ? run.text("changedFiles") + (run.number("changedFiles", 0) == 1 ? " file" : " files") + ", +"
                        + run.text("insertions") + " -" + run.text("deletions")
                : "";
        String[][] lines = {
            {"task", task.text("taskId")},
            {"status", standing(task)},
            {"error", (task.text("errorCode") + " " + task.text("error")).strip()},
            {"agent", (task.text("agentType") + " " + task.text("agentModel")).strip()},
            {"title", task.text("title")},
            {"branch", task.text("branch")},
            {"changes", changed},
            {"worker", run.text("workerId")},
            {"session", run.text("sessionId")},
            {"started", run.text("startedAt")},
            {"ended", run.text("completedAt")},
            {"created", task.text("createdAt")},
            {"by", task.text("createdBy")}
        };
        for (String[] line : lines) {
            if (!line[1].isBlank()) {
                context.say(line[0] + ":" + " ".repeat(9 - line[0].length()) + line[1]);
            }
        }
        for (Fields repository : task.list("repositories")) {
            context.say("from:     " + repository.text("path") + "#" + repository.text("branch"));
        }
        context.say("prompt:   " + task.text("prompt"));
    }

    /** The run that counts; what came of those before is history. */
    private static Fields newest(Fields task) {
        String session = task.text("sessionId");
        return task.list("sessions").stream()
                .filter(each -> each.text("sessionId").equals(session))
                .findFirst()
                .orElse(Fields.of(null));
    }

    private void log(String id, boolean follow) throws Failure {
        TaskLog log = new TaskLog(context, agents, id);
        if (follow) {
            ended(log.follow());
        } else {
            log.print();
        }
    }

    private void ended(Fields task) throws Failure {
        String id = task.text("taskId");
        String standing = standing(task);
        String again = "`atelier tasks retry " + id + "` begins again";
        if (standing.equals("failed")) {
            throw Failure.failed("task " + id + " failed", task.text("errorCode") + ": " + task.text("error"), again);
        }
        if (standing.equals("cancelled")) {
            throw Failure.failed("task " + id + " was cancelled", "", again);
        }
        context.note("task " + id + " is " + standing
                + (standing.equals("in_review") ? "; `atelier tasks patch " + id + "` shows the change" : ""));
    }

    private void patch(String id, @Nullable String out) throws Failure, IOException {
        Fields task = Fields.of(agents.read("/tasks/" + HttpApi.segment(id), "no task `" + id + "`"));
        String session = task.text("sessionId");
        if (session.isEmpty()) {
            throw Failure.refused("there is no change yet", "the task waits for a worker", "");
        }
        String path = "/sessions/" + HttpApi.segment(session) + "/patch";
        if (out != null && !out.equals("-")) {
            save(path, Path.of(out));
        } else if (context.json() || (out == null && context.terminal().live())) {
            show(id, Studio.checked(agents, agents.get(path), NO_PATCH, "").text());
        } else {
            agents.copy(path, context.terminal().out(), NO_PATCH);
        }
    }

    private void save(String path, Path file) throws Failure, IOException {
        agents.download(path, file.toAbsolutePath(), NO_PATCH);
        if (context.json()) {
            context.print(Map.of("savedTo", file.toAbsolutePath().toString()));
        } else {
            context.say("saved " + file + " (" + Units.bytes(Files.size(file)) + ")");
        }
    }

    /** A pipe gets every sign of it; a terminal must not be ordered about by what an agent has written. */
    private void show(String id, String patch) {
        if (context.json()) {
            context.print(Map.of("taskId", id, "patch", patch));
        } else {
            context.say(Shown.text(patch));
        }
    }

    private void revise(Invocation asked) throws Failure, UsageError, IOException {
        String id = asked.operand(0);
        Map<String, String> body = Map.of("prompt", Words.of(asked, 1, "TEXT", context.terminal()));
        context.done("queued " + id, send("POST", id, "/request-changes", body).json());
    }

    private void change(String id, String verb) throws Failure {
        Answer answer = send("POST", id, "/" + verb, null);
        String standing = standing(answer.fields());
        boolean stopping = verb.equals("cancel") && standing.equals("running");
        context.done("task " + id + " is " + (stopping ? "being stopped" : standing), answer.json());
    }

    private void remove(String id) throws Failure {
        send("DELETE", id, "", null);
        context.done("removed " + id, Map.of("taskId", id, "removed", true));
    }

    private Answer send(String method, String id, String verb, @Nullable Object body) throws Failure {
        Answer answer = agents.send(method, "/tasks/" + HttpApi.segment(id) + verb, body);
        return Studio.checked(agents, answer, "task " + id + " stays as it is", answer.status() == 404 ? WHERE : "");
    }
}
