package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import dev.atelier.http.testing.FakeExchange;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealtimeTest {
    private final Path folder;

    RealtimeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whoWantsAWebSocketIsToldAtOnce() throws Exception {
        FakeExchange refused = new FakeExchange(Map.of(), "")
                .asking("Authorization", "Bearer " + TestStudio.ADMIN)
                .asking("Upgrade", "websocket")
                .to(new TestStudio(folder).routes, "GET /realtime");

        assertThat(refused.status()).isEqualTo(426);
    }

    @Test
    void whoWatchesHearsOfJobsAndWorkersUntilItLeaves() throws Exception {
        TestStudio studio = new TestStudio(folder);
        FakeExchange watching = studio.call("GET /realtime");

        studio.hub.publish("jobs", Json.object().put("jobId", "job-1"));
        studio.hub.publish("log", Json.object().put("message", "private"));
        studio.hub.publish("workers", Json.object().put("workerId", "w-1"));
        watching.leave();
        studio.hub.publish("jobs", Json.object().put("jobId", "job-2"));

        assertThat(watching.events())
                .containsExactly(
                        "0 hello {}", "1 jobsChanged {\"jobId\":\"job-1\"}", "3 workersChanged {\"workerId\":\"w-1\"}");
    }
}
