package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.WorkerStore.LogLine;
import dev.atelier.wire.api.LogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerApiTest {
    private final TestStudio studio;

    WorkerApiTest(@TempDir Path folder) throws IOException {
        this.studio = new TestStudio(folder);
        studio.workers.worker("w-1", "token-of-w-1");
    }

    private FakeExchange on(String route, String id, String body) throws Exception {
        return studio.call(route, Map.of("id", id), body);
    }

    @Test
    void aWorkerIsShownWithItsSession() throws Exception {
        studio.workers.view = new Sessions.View("w-1", "busy", "job-1", FakeWorkers.RIG, FakeJobs.AT, FakeJobs.AT);

        JsonNode row = studio.call("GET /workers").answered().path("workers").path(0);

        assertThat(row.path("workerId").asText()).isEqualTo("w-1");
        assertThat(row.path("state").asText()).isEqualTo("busy");
        assertThat(row.path("currentJobId").asText()).isEqualTo("job-1");
        assertThat(row.path("capabilities").path("machineName").asText()).isEqualTo("rig-01");
        assertThat(row.toString()).doesNotContain("token");
    }

    @Test
    void aWorkerGetsANameAndIsSwitchedOff() throws Exception {
        FakeExchange changed = on("PUT /workers/{id}", "w-1", "{\"label\":\"Den\",\"enabled\":false}");

        assertThat(changed.answered().path("label").asText()).isEqualTo("Den");
        assertThat(changed.answered().path("enabled").booleanValue()).isFalse();
        assertThat(studio.workers.changed).containsExactly("w-1");
        assertThat(on("PUT /workers/{id}", "w-1", "{}").status()).isEqualTo(400);
        assertThat(on("PUT /workers/{id}", "nobody", "{\"label\":\"x\"}").status())
                .isEqualTo(404);
    }

    @Test
    void aRemovedWorkerLosesItsSession() throws Exception {
        assertThat(on("DELETE /workers/{id}", "w-1", "").status()).isEqualTo(204);

        assertThat(studio.workers.removed).containsExactly("w-1");
        assertThat(on("GET /workers/{id}", "w-1", "").code()).isEqualTo("unknown_worker");
        assertThat(on("DELETE /workers/{id}", "w-1", "").status()).isEqualTo(404);
    }

    @Test
    void logsAreReadFromAMarkOn() throws Exception {
        for (int i = 1; i <= 3; i++) {
            LogEntry.Level level = i == 3 ? LogEntry.Level.ERROR : LogEntry.Level.INFO;
            studio.workers.lines.add(new LogLine(i, new LogEntry(FakeJobs.AT, level, "ws", "line " + i, null)));
        }

        JsonNode later = studio.call("GET /workers/{id}/logs", Map.of("id", "w-1", "after", "1"), "")
                .answered();
        JsonNode errors = studio.call("GET /workers/{id}/logs", Map.of("id", "w-1", "level", "error"), "")
                .answered();

        assertThat(later.path("entries").findValuesAsText("message")).containsExactly("line 2", "line 3");
        assertThat(later.path("seq").intValue()).isEqualTo(3);
        assertThat(errors.path("entries")).hasSize(1);
        assertThat(studio.call("GET /workers/{id}/logs", Map.of("id", "w-1", "level", "loud"), "")
                        .status())
                .isEqualTo(400);
        assertThat(on("GET /workers/{id}/logs", "nobody", "").status()).isEqualTo(404);
    }
}
