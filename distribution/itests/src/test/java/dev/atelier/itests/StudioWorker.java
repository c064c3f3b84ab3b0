package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** How a worker is told of a studio in these tests: everything that waits is made short. */
final class StudioWorker {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<String, String> SHORT = Map.of(
            "ATELIER_REGISTRATION_POLL_MS", "50",
            "ATELIER_HEARTBEAT_MS", "100",
            "ATELIER_LOG_FLUSH_MS", "50",
            "ATELIER_READ_IDLE_MS", "5000",
            "ATELIER_BACKOFF_BASE_MS", "50",
            "ATELIER_BACKOFF_MAX_MS", "300",
            "ATELIER_UPLOAD_RETRY_MS", "20");

    private StudioWorker() {}

    /** An environment. */
    static Map<String, String> of(FakeStudio studio) {
        Map<String, String> environment = new HashMap<>(SHORT);
        environment.put("ATELIER_API_BASE_URL", studio.baseUrl());
        return environment;
    }

    /** An environment that leaves the studio's address to the settings. */
    static Map<String, String> withoutStudio() {
        return SHORT;
    }

    /** The same, and everything that can be logged is. */
    static Map<String, String> talkative(Map<String, String> environment) {
        Map<String, String> talkative = new HashMap<>(environment);
        talkative.put("ATELIER_LOG_LEVEL", "trace");
        return talkative;
    }

    /** The next session, once the worker has heard the welcome: an offer that comes before it counts for nothing. */
    static FakeSession nextConnected(FakeStudio studio) {
        FakeSession session = studio.nextWelcomed();
        session.next(WorkerFrame.Heartbeat.class);
        return session;
    }

    static void setStudio(Atelier atelier, FakeStudio studio) throws Exception {
        assertThat(atelier.call("PUT", "/settings", Map.of("api_base_url", studio.baseUrl()))
                        .statusCode())
                .isEqualTo(200);
    }

    static void awaitRegistration(Atelier atelier, String state) {
        awaitStatus(atelier, "registration", state);
    }

    static void awaitSession(Atelier atelier, String state) {
        awaitStatus(atelier, "session", state);
    }

    /** Waits until a job that runs here, or ran, stands so. */
    static JsonNode awaitJob(Atelier atelier, String jobId, String status) {
        return Awaitility.await("job " + jobId + " " + status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> atelier.get("/jobs/" + jobId),
                        job -> job.path("status").asText().equals(status));
    }

    private static void awaitStatus(Atelier atelier, String part, String state) {
        Awaitility.await(part + " " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(atelier.get("/daemon/status")
                                .path(part)
                                .path("state")
                                .asText())
                        .isEqualTo(state));
    }
}
