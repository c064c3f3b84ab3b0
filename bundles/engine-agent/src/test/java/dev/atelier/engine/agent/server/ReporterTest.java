package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.run.AgentJob;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.RpcCode;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server over real HTTP is told of a run's end. */
class ReporterTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeMainServer server = new FakeMainServer();
    private final MainServer door;
    private final Reporter reporter;

    ReporterTest() throws Exception {
        door = new MainServer(ServerAddress.parse(server.url(), false), Optional.empty());
        AgentJob job = new AgentJob(
                "t1",
                "s1",
                Objects.requireNonNull(AgentPrograms.of("claude_code")),
                null,
                "Do it.",
                "",
                null,
                List.of(new AgentTask.BaseRemote("/srv/git/demo.git", "main")),
                "7",
                null);
        reporter = new Reporter(
                new Calls(door),
                () -> "w1",
                () -> true,
                job,
                new EventQueue(100, 1 << 20),
                new Persistence(new CountDownLatch(1), () -> 0),
                Duration.ofSeconds(1),
                why -> {},
                threads,
                Clock.systemUTC());
        threads.execute(reporter::deliver);
    }

    @AfterEach
    void stop() {
        door.close();
        server.close();
        threads.shutdownNow();
    }

    private JsonNode told(Report.Patch patch) throws Exception {
        Report.Details details =
                new Report.Details("s1", "7", Report.State.SUCCEEDED, null, 0, null, null, null, null, null, 0);
        reporter.ended(new Standing(UnitTask.Status.IN_REVIEW, null, details, patch));
        List<JsonNode> reports = server.calls("worker.reportStatus");
        return reports.get(reports.size() - 1);
    }

    @Test
    void aServerThatDoesNotTakeHowItStandsHearsOfTheEnd() throws Exception {
        server.refuse("worker.reportStatus", RpcCode.INVALID_PARAMS);
        reporter.stands(new Standing(
                UnitTask.Status.IN_PROGRESS,
                null,
                new Report.Details("s1", "7", Report.State.RUNNING, null, null, null, null, null, null, null, 0),
                null));
        server.await("worker.reportStatus", params -> true);
        server.accept("worker.reportStatus");

        assertThat(told(Report.Patch.of("+x\n")).path("execution_state").asText())
                .isEqualTo("succeeded");
    }

    @Test
    void aPatchGoesWithTheEnd() throws Exception {
        assertThat(told(Report.Patch.of("+ä\n")).path("patch").asText()).isEqualTo("+ä\n");
        assertThat(server.calls("worker.reportStatus")).hasSize(1);
    }

    @Test
    void aServerThatDoesNotTakeItHearsOfTheEndWithoutIt() throws Exception {
        server.refusePatches(RpcCode.INVALID_PARAMS);

        JsonNode end = told(Report.Patch.of("+x\n"));

        assertThat(end.path("execution_state").asText()).isEqualTo("succeeded");
        assertThat(end.path("patch_omitted").asText()).isEqualTo("failed");
        assertThat(end.has("patch")).isFalse();
    }

    @Test
    void oneThatBecomesTooLongAsJsonIsLeftOutToo() throws Exception {
        JsonNode end = told(Report.Patch.of("\u0001".repeat(Report.Patch.MOST_BYTES)));

        assertThat(end.path("patch_omitted").asText()).isEqualTo("failed");
    }
}
