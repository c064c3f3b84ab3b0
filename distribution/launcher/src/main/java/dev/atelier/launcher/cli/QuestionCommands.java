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
import java.util.Map;

/** {@code tasks questions} and {@code tasks answer}: what agents wait for. */
final class QuestionCommands {
    private static final String PENDING = "pending";
    /** That a studio tells at once. */
    private static final int MOST = 1_000;

    private final Context context;
    private final StudioApi agents;

    QuestionCommands(Context context, StudioApi agents) {
        this.context = context;
        this.agents = agents;
    }

    void list(boolean all) throws Failure {
        Object answer = agents.read(
                "/questions?limit=" + MOST + (all ? "" : "&status=" + PENDING), "cannot list the questions");
        if (context.json()) {
            context.print(answer);
            return;
        }
        Table table = new Table("QUESTION", "TASK", "STATUS", "TYPE", "ASKED");
        for (Fields question : Fields.of(answer).list("questions")) {
            table.row(
                    question.text("questionId"),
                    question.text("taskId"),
                    question.text("status"),
                    question.text("type"),
                    asked(question));
        }
        table.print(context.terminal());
    }

    private static String asked(Fields question) {
        String options = String.join(" | ", question.texts("options"));
        return question.text("prompt") + (options.isEmpty() ? "" : " [" + options + "]");
    }

    void answer(Invocation asked) throws Failure, UsageError, IOException {
        String id = asked.operand(0);
        String response = isForPassword(id) ? password(asked, id) : Words.of(asked, 1, "TEXT", context.terminal());
        Answer answer =
                agents.send("POST", "/questions/" + HttpApi.segment(id) + "/answer", Map.of("response", response));
        Studio.checked(agents, answer, "not answered", "`atelier tasks questions` lists those that wait");
        context.done("answered " + id, answer.json());
    }

    /** On a command line others could read it. */
    private String password(Invocation asked, String id) throws Failure, UsageError, IOException {
        if (asked.maybe(1) != null) {
            throw asked.wrong("question " + id + " is for a password: leave TEXT out, and type it or pipe it in");
        }
        return Words.hidden("Answer", "not answered", context.terminal());
    }

    private boolean isForPassword(String id) throws Failure {
        return Fields.of(agents.read("/questions?limit=" + MOST + "&status=" + PENDING, "cannot look for the question"))
                .list("questions")
                .stream()
                .anyMatch(each ->
                        each.text("questionId").equals(id) && each.text("type").equals("password"));
    }
}
