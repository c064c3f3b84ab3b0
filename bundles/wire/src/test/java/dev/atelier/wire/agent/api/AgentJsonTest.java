package dev.atelier.wire.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.agent.api.AgentTask.AgentSession;
import dev.atelier.wire.agent.api.AgentTask.BaseRemote;
import dev.atelier.wire.api.MalformedJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentJsonTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00.120Z");
    private static final UnitTask TASK = new UnitTask(
            "t1",
            "g1",
            "a1",
            "do it",
            "Title",
            null,
            null,
            null,
            null,
            List.of(),
            UnitTask.Status.IN_PROGRESS,
            NOON,
            NOON);
    private static final AgentTask AGENT_TASK = new AgentTask(
            "a1",
            List.of(new BaseRemote("/srv/git/demo.git", "main")),
            List.of(new AgentSession("s1", "a1", "aider", null, NOON, null, null, NOON)),
            "claude_code",
            null,
            NOON);

    private static JsonNode json(String text) throws Exception {
        return Json.parse(text.replace('\'', '"'));
    }

    @Test
    void aTaskIsWrittenWithEveryFieldItsReaderKnows() throws Exception {
        JsonNode written = AgentJson.assignment(new Assignment(TASK, AGENT_TASK, null, "7", null));

        assertThat(written).isEqualTo(json("""
                        {'task': {'id': 't1', 'repository_group_id': 'g1', 'agent_task_id': 'a1', 'prompt': 'do it',
                          'title': 'Title', 'branch_name': null, 'linked_pr_url': null, 'base_commit': null,
                          'end_commit': null, 'auto_fix_task_ids': [], 'status': 'in_progress',
                          'created_at': '2026-05-04T12:00:00.120Z', 'updated_at': '2026-05-04T12:00:00.120Z'},
                         'agent_task': {'id': 'a1',
                          'base_remotes': [{'git_remote_dir_path': '/srv/git/demo.git', 'git_branch_name': 'main'}],
                          'agent_sessions': [{'id': 's1', 'agent_task_id': 'a1', 'ai_agent_type': 'aider',
                            'ai_agent_model': null, 'started_at': '2026-05-04T12:00:00.120Z', 'completed_at': null,
                            'output_log': null, 'created_at': '2026-05-04T12:00:00.120Z'}],
                          'ai_agent_type': 'claude_code', 'ai_agent_model': null,
                          'created_at': '2026-05-04T12:00:00.120Z'},
                         'assignment_id': '7'}"""));
        assertThat(AgentJson.readAssignment(written)).isEqualTo(new Assignment(TASK, AGENT_TASK, null, "7", null));
    }

    @Test
    void nothingToDoIsNoTask() throws Exception {
        assertThat(AgentJson.assignment(null)).isEqualTo(json("{'task': null, 'agent_task': null}"));
        assertThat(AgentJson.readAssignment(json("{'task': null}"))).isNull();
        assertThat(AgentJson.readAssignment(json("{}"))).isNull();
    }

    @Test
    void anotherOffsetIsTheSameMoment() throws Exception {
        JsonNode told = json("{'seq': 1, 'timestamp': '2026-05-04T14:00:00.12+02:00', 'source': 'agent', 'event': {}}");

        assertThat(AgentJson.told(told, "events[0]").timestamp()).isEqualTo(NOON);
    }

    @Test
    void aSmallWorkersBeatCounts() throws Exception {
        Beat beat = AgentJson.beat(json("{'worker_id': 'w', 'status': 'busy', 'current_task_id': 't1'}"));

        assertThat(beat).isEqualTo(new Beat("w", List.of("t1"), null, null));
        assertThat(AgentJson.beat(AgentJson.write(new Beat("w", List.of("t1", "t2"), new Beat.Load(2, .5, .25), 7L))))
                .isEqualTo(new Beat("w", List.of("t1", "t2"), new Beat.Load(2, .5, .25), 7L));
        assertThat(AgentJson.write(new Beat("w", List.of(), null, null)))
                .isEqualTo(
                        json("{'worker_id': 'w', 'status': 'idle', 'current_task_id': null, 'running_task_ids': []}"));
    }

    @Test
    void aPlainServerWishesNothing() throws Exception {
        assertThat(AgentJson.wishes(json("{}"))).isEqualTo(Beat.Wishes.NONE);
        Beat.Wishes wishes =
                new Beat.Wishes(List.of("s1"), List.of(new Beat.Response("q1", "yes")), List.of("t9"), true);
        assertThat(AgentJson.wishes(AgentJson.write(wishes))).isEqualTo(wishes);
        assertThat(wishes.toString()).doesNotContain("yes");
    }

    @Test
    void workersOfBothKindsEnrol() throws Exception {
        Enrolment plain = new Enrolment("host", "http://h:1", null, null, List.of(), null, null);
        assertThat(AgentJson.enrolment(json("{'name': 'host', 'endpoint_url': 'http://h:1'}")))
                .isEqualTo(plain);
        Enrolment ours = new Enrolment(
                "host",
                "http://h:1",
                "i1",
                "1.0",
                List.of("aider", "amp"),
                new Enrolment.ContainerEngine("podman", "4.3.1", "1.41", true),
                new Enrolment.Capacity(2, 8_000_000_000L, 1.5));
        assertThat(AgentJson.enrolment(AgentJson.write(ours))).isEqualTo(ours);
        assertThat(AgentJson.accepted(json("{'worker_id': 'w'}"))).isEqualTo(new Enrolment.Accepted("w", 0));
    }

    @Test
    void secretsComeByNameOrAsAListAndAreNotPrinted() throws Exception {
        Map<String, Secret> named = AgentJson.readSecrets(json("{'secrets': {'KEY': 'v-canary'}}"));
        Map<String, Secret> listed = AgentJson.readSecrets(json("{'secrets': [{'key': 'KEY', 'value': 'v-canary'}]}"));

        assertThat(named).isEqualTo(listed).containsOnlyKeys("KEY");
        assertThat(named.toString()).doesNotContain("canary");
        assertThat(AgentJson.readSecrets(AgentJson.secrets(named))).isEqualTo(named);
    }

    @Test
    void aReportSaysWhatItKnows() throws Exception {
        Report plain = new Report("w", "t", UnitTask.Status.IN_REVIEW, "log", null, null);
        assertThat(AgentJson.write(plain))
                .isEqualTo(json("{'worker_id': 'w', 'task_id': 't', 'status': 'in_review', 'output_log': 'log'}"));
        assertThat(AgentJson.report(AgentJson.write(plain))).isEqualTo(plain);
        Report full = new Report(
                "w",
                "t",
                UnitTask.Status.IN_PROGRESS,
                null,
                "no memory",
                new Report.Details(
                        "s",
                        "3",
                        Report.State.FAILED,
                        "CONTAINER_OOM",
                        -9,
                        new Report.Work("aa", "bb", "delidev/t", true, 3, 20, 1),
                        "conv-1",
                        NOON,
                        NOON,
                        new Report.Usage(10, 20, .5),
                        1));
        assertThat(AgentJson.report(AgentJson.write(full))).isEqualTo(full);
    }

    @Test
    void aPatchComesOnlyToAServerThatAskedForIt() throws Exception {
        Enrolment.Accepted plain = new Enrolment.Accepted("w", 30);
        assertThat(AgentJson.write(plain)).isEqualTo(json("{'worker_id': 'w', 'heartbeat_interval_secs': 30}"));
        Enrolment.Accepted asking = new Enrolment.Accepted("w", 30, true);
        assertThat(AgentJson.write(asking).path("wants_patch").booleanValue()).isTrue();
        assertThat(AgentJson.accepted(AgentJson.write(asking))).isEqualTo(asking);
        assertThat(AgentJson.accepted(json("{'worker_id': 'w', 'wants_patch': false}"))
                        .wantsPatch())
                .isFalse();
    }

    @Test
    void aPatchIsHereOrSaysWhyNot() throws Exception {
        Report.Patch here = Report.Patch.of("diff --git a/x b/x\n+ä\n");
        Report told = new Report("w", "t", UnitTask.Status.IN_REVIEW, null, null, null, here);
        assertThat(AgentJson.write(told))
                .isEqualTo(json("{'worker_id': 'w', 'task_id': 't', 'status': 'in_review',"
                        + " 'patch': 'diff --git a/x b/x\\n+ä\\n'}"));
        assertThat(AgentJson.report(AgentJson.write(told))).isEqualTo(told);
        assertThat(told.toString()).doesNotContain("diff");
        for (Report.Omission why : Report.Omission.values()) {
            Report without =
                    new Report("w", "t", UnitTask.Status.IN_REVIEW, null, null, null, Report.Patch.without(why));
            assertThat(AgentJson.report(AgentJson.write(without))).isEqualTo(without);
        }
    }

    @Test
    void aReasonOfALaterWorkerIsStillAReason() throws Exception {
        Report told = AgentJson.report(
                json("{'worker_id': 'w', 'task_id': 't', 'status': 'in_review', 'patch_omitted': 'moonlight'}"));

        assertThat(told.patch()).isEqualTo(Report.Patch.without(Report.Omission.FAILED));
    }

    @Test
    void eventsAndQuestionsKeepAllTheySay() throws Exception {
        Told told = new Told(
                17,
                NOON,
                Told.Source.WORKER,
                json("{'type': 'x', 'n': 12345678901234567890}"),
                new Told.Meta("c", "p", "r", true, true));
        assertThat(AgentJson.told(AgentJson.write(told), "e")).isEqualTo(told);
        Question question = new Question(
                "q",
                "t",
                "s",
                "Which?",
                Question.Type.SELECT,
                List.of("A", "B"),
                Question.Status.RESPONDED,
                "A",
                NOON,
                NOON);
        assertThat(AgentJson.question(Json.object().set("request", AgentJson.write(question))))
                .isEqualTo(question);
        assertThat(question.toString()).doesNotContain("A\"").doesNotContain("Which");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'seq': 0, 'timestamp': '2026-05-04T12:00:00Z', 'source': 'agent', 'event': {}}; e.seq",
                "{'seq': 1, 'timestamp': 'noon-canary', 'source': 'agent', 'event': {}}; e.timestamp",
                "{'seq': 1, 'timestamp': '2026-05-04T12:00:00Z', 'source': 'canary', 'event': {}}; e.source",
                "{'seq': 1, 'timestamp': '2026-05-04T12:00:00Z', 'source': 'agent', 'event': 'canary'}; e.event"
            })
    void whatIsWrongIsNamedAndNotRepeated(String text, String field) {
        assertThatThrownBy(() -> AgentJson.told(json(text), "e")).isInstanceOfSatisfying(MalformedJson.class, wrong -> {
            assertThat(wrong.field()).isEqualTo(field);
            assertThat(wrong.getMessage()).doesNotContain("canary");
        });
    }
}
