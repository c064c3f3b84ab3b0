package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.agent.api.UnitTask;
import dev.atelier.wire.api.MalformedJson;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a worker tells of its tasks: how they stand, what happens in them, what they ask. */
public final class AgentReportJson {
    private AgentReportJson() {}

    public static ObjectNode write(Report report) {
        Writer json = new Writer()
                .text("worker_id", report.workerId())
                .text("task_id", report.taskId())
                .text("status", report.status().wireName())
                .text("output_log", report.outputLog())
                .text("error", report.error());
        Report.Details details = report.details();
        if (details != null) {
            json.text("session_id", details.sessionId())
                    .text("assignment_id", details.assignmentId())
                    .text("execution_state", details.state().wireName())
                    .text("error_code", details.errorCode())
                    .whole("exit_code", details.exitCode());
            work(json, details.work());
            json.text("agent_session_id", details.agentSessionId())
                    .text("started_at", Moments.writeIfAny(details.startedAt()))
                    .text("completed_at", Moments.writeIfAny(details.completedAt()));
            usage(json, details.usage());
            json.whole("pending_questions", details.pendingQuestions());
        }
        Report.Patch patch = report.patch();
        if (patch != null) {
            Report.Omission omitted = patch.omitted();
            json.text("patch", patch.text()).text("patch_omitted", omitted == null ? null : omitted.wireName());
        }
        return json.done();
    }

    private static void work(Writer json, Report.@Nullable Work work) {
        if (work != null) {
            json.text("base_commit", work.baseCommit())
                    .text("end_commit", work.endCommit())
                    .text("branch_name", work.branchName())
                    .flag("has_changes", work.hasChanges())
                    .whole("changed_files", work.changedFiles())
                    .whole("insertions", work.insertions())
                    .whole("deletions", work.deletions());
        }
    }

    private static void usage(Writer json, Report.@Nullable Usage usage) {
        if (usage != null) {
            json.object(
                    "usage",
                    new Writer()
                            .uint64("input_tokens", usage.inputTokens())
                            .uint64("output_tokens", usage.outputTokens())
                            .number("cost_usd", usage.costUsd())
                            .done());
        }
    }

    public static Report report(JsonNode json) throws MalformedJson {
        Fields report = Fields.of(json, "params");
        return new Report(
                report.id("worker_id"),
                report.id("task_id"),
                report.oneOf("status", report.text("status"), UnitTask.Status.values(), UnitTask.Status::wireName),
                report.optionalText("output_log"),
                report.optionalText("error"),
                json.hasNonNull("session_id") && json.hasNonNull("execution_state") ? details(report, json) : null,
                patch(report));
    }

    /** Why it was left out may be told in a word that is not known here. */
    private static Report.@Nullable Patch patch(Fields report) throws MalformedJson {
        String text = report.optionalText("patch");
        String word = report.optionalText("patch_omitted");
        if (text != null) {
            return Report.Patch.of(text);
        }
        return word == null
                ? null
                : Report.Patch.without(Arrays.stream(Report.Omission.values())
                        .filter(each -> each.wireName().equals(word))
                        .findFirst()
                        .orElse(Report.Omission.FAILED));
    }

    private static Report.Details details(Fields report, JsonNode json) throws MalformedJson {
        Report.Work work = null;
        String base = report.optionalText("base_commit");
        String branch = report.optionalText("branch_name");
        if (base != null && branch != null) {
            work = new Report.Work(
                    base,
                    report.optionalText("end_commit"),
                    branch,
                    Boolean.TRUE.equals(report.optionalFlag("has_changes")),
                    orNone(report.optionalUnsigned("changed_files")),
                    orNone(report.optionalUnsigned("insertions")),
                    orNone(report.optionalUnsigned("deletions")));
        }
        Report.Usage usage = null;
        if (json.hasNonNull("usage")) {
            Fields of = report.object("usage");
            Long in = of.optionalCount("input_tokens");
            Long out = of.optionalCount("output_tokens");
            usage = new Report.Usage(in == null ? 0 : in, out == null ? 0 : out, of.optionalNumber("cost_usd"));
        }
        return new Report.Details(
                report.id("session_id"),
                report.optionalText("assignment_id"),
                report.oneOf(
                        "execution_state",
                        report.text("execution_state"),
                        Report.State.values(),
                        Report.State::wireName),
                report.optionalText("error_code"),
                json.hasNonNull("exit_code") ? report.whole("exit_code") : null,
                work,
                report.optionalText("agent_session_id"),
                Moments.readIfAny(report, "started_at"),
                Moments.readIfAny(report, "completed_at"),
                usage,
                orNone(report.optionalUnsigned("pending_questions")));
    }

    private static int orNone(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    public static ObjectNode write(Told told) {
        ObjectNode json = Numbers.object()
                .put("seq", told.seq())
                .put("timestamp", Moments.write(told.timestamp()))
                .put("source", told.source().wireName());
        json.set("event", told.event());
        Told.Meta meta = told.meta();
        if (meta != null) {
            json.set(
                    "meta",
                    new Writer()
                            .text("call_id", meta.callId())
                            .text("parent_call_id", meta.parentCallId())
                            .text("request_id", meta.requestId())
                            .flag("multi_select", meta.multiSelect() ? true : null)
                            .flag("raw_truncated", meta.rawTruncated() ? true : null)
                            .done());
        }
        return json;
    }

    public static Told told(JsonNode json, String path) throws MalformedJson {
        Fields told = Fields.of(json, path);
        Long seq = told.optionalCount("seq");
        if (seq == null || seq < 1) {
            throw told.wrong("seq", "must be 1 or more");
        }
        JsonNode event = told.json("event");
        if (!event.isObject()) {
            throw told.wrong("event", "must be an object");
        }
        Told.Meta meta = null;
        if (json.hasNonNull("meta")) {
            Fields of = told.object("meta");
            meta = new Told.Meta(
                    of.optionalText("call_id"),
                    of.optionalText("parent_call_id"),
                    of.optionalText("request_id"),
                    Boolean.TRUE.equals(of.optionalFlag("multi_select")),
                    Boolean.TRUE.equals(of.optionalFlag("raw_truncated")));
        }
        return new Told(
                seq,
                Moments.read(told, "timestamp"),
                told.oneOf("source", told.text("source"), Told.Source.values(), Told.Source::wireName),
                event,
                meta);
    }

    public static ObjectNode write(Question question) {
        return AgentEntityJson.write(question);
    }

    public static Question question(JsonNode json) throws MalformedJson {
        return AgentEntityJson.question(Fields.of(json, "result").json("request"), "result.request");
    }
}
