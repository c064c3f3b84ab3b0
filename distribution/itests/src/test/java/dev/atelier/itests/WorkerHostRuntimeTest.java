package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime of a worker host in the fleet of its studio: one process each, and no port that the studio could reach. */
class WorkerHostRuntimeTest {
    private static final String STORY = "Once upon a time there was a stone.";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path temp;

    private static StudioProcess studio;
    private static Atelier worker;
    private static String runtimeId;

    @BeforeAll
    static void start() throws Exception {
        studio = StudioProcess.start(temp.resolve("studio"), Map.of());
        worker = startWorker();
        await().atMost(PATIENCE)
                .until(() -> studio.get("/workers/pending").path("pending").size() == 1);
        String request =
                studio.get("/workers/pending").at("/pending/0/requestId").asText();
        assertThat(studio.call("POST", "/workers/pending/" + request + "/approve", "{}")
                        .status())
                .isEqualTo(200);
        String workerId = await().atMost(PATIENCE)
                .until(() -> studio.get("/workers").at("/workers/0/workerId").asText(), id -> !id.isEmpty());
        runtimeId = "worker:" + workerId;
        Path engine = TestEngines.build(
                temp, Spec.of("teller", "1.0.0").kinds(Kind.LLM).tells(STORY).takes(Duration.ofSeconds(1)));
        Atelier.Cli installed = worker.cli("engines", "install", engine.toString(), "--allow-unsigned");
        assertThat(installed.code()).as(installed.err()).isZero();
        Map<String, Object> source = Map.of("engine", "teller", "files", List.of(), "cliDefaults", Map.of());
        assertThat(worker.call(
                                "POST",
                                "/models",
                                Map.of("id", "teller", "displayName", "Teller", "kind", "llm", "source", source))
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
        }
        if (studio != null) {
            studio.close();
        }
    }

    private static Atelier startWorker() throws Exception {
        Map<String, String> environment = new HashMap<>(StudioWorker.withoutStudio());
        environment.put("ATELIER_API_BASE_URL", studio.address().orElseThrow().url());
        return Atelier.start(temp.resolve("worker"), environment, "run");
    }

    @Test
    void theHostIsTalkedToThroughItsStudioAndShownAsItWasWhenItIsGone() throws Exception {
        reachable();
        assertThat(worker.endpoints().has("runtime")).isFalse();
        rename("Stone cutter");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown().path("label").asText()).isEqualTo("Stone cutter"));

        String talker = spawn();
        Ear ear = new Ear();
        WebSocket watching = watch(talker, ear);
        assertThat(fleet("POST", "/workers/" + talker + "/input", "{\"content\":\"tell\"}")
                        .path("state")
                        .asText())
                .isEqualTo("accepted");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said(talker)).contains(STORY));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(String.join("\n", ear.heard))
                .contains("\"kind\":\"event\"", STORY)
                .contains("\"runtime_id\":\"" + runtimeId + "\""));
        assertThat(cursors(ear.heard)).isSorted().doesNotHaveDuplicates();
        watching.abort();

        assertThat(fleet("POST", "/workers/" + talker + "/stop", "{}")
                        .path("state")
                        .asText())
                .isEqualTo("accepted");
        assertThat(fleet("GET", "/workers/" + talker, "").path("state").asText())
                .isEqualTo("stopped");

        worker.kill();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(shown().at("/diagnostics/0/code").asText()).isEqualTo("remote_runtime_link_down"));
        assertThat(shown().path("label").asText()).isEqualTo("Stone cutter");
        assertThat(shown().path("status").asText()).isEqualTo("running");
        assertThat(host().path("status").asText()).isEqualTo("unreachable");
        HttpResponse<String> input = send("POST", "/workers/" + talker + "/input", "{\"content\":\"still there?\"}");
        assertThat(input.statusCode()).as(input.body()).isEqualTo(502);
        assertThat(input.body()).contains("remote_runtime_link_down").doesNotContain("127.0.0.1", "Exception");

        worker = startWorker();
        reachable();
        assertThat(host().path("status").asText()).isEqualTo("reachable");
    }

    /** Larger than one piece of the link, and than what may be on its way before the other end has taken some of it. */
    @Test
    void aBundleOfAMegabyteReachesTheHostAsItWasSent() throws Exception {
        reachable();
        BigBundle bundle = BigBundle.of(1100);
        assertThat(bundle.json().length()).isBetween(1 << 20, 2 << 20);

        JsonNode synced = fleet("POST", "/config-bundles", bundle.json());

        assertThat(synced.path("state").asText()).as(synced.toString()).isEqualTo("accepted");
        assertThat(synced.at("/availability/reference/digest").asText()).isEqualTo(bundle.digest());
        JsonNode there =
                fleet("GET", "/config-bundles/" + BigBundle.ID + "/availability?digest=" + bundle.digest(), "");
        assertThat(there.path("state").asText()).as(there.toString()).isEqualTo("accepted");
        JsonNode read = fleet("GET", "/config-bundles", "").at("/bundles/0");
        assertThat(read.path("id").asText()).isEqualTo(BigBundle.ID);
        assertThat(read.path("digest").asText()).isEqualTo(bundle.digest());
        assertThat(read.path("declaration_count").asInt()).isEqualTo(1100);

        JsonNode changed = fleet("POST", "/config-bundles", bundle.json().replaceFirst("secret:a", "secret:b"));
        assertThat(changed.path("state").asText())
                .as("one letter is another, and the host has read them all")
                .isEqualTo("rejected");
    }

    /** Waits until the studio has asked the host and heard from it. */
    private static void reachable() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode runtime = shown();
            assertThat(runtime.path("kind").asText()).isEqualTo("worker_host_runtime");
            assertThat(runtime.path("status").asText()).isEqualTo("running");
            assertThat(runtime.at("/diagnostics/0/code").asText()).isEqualTo("remote_runtime_backend_proxy");
        });
    }

    private static void rename(String label) throws IOException {
        String workerId = runtimeId.substring("worker:".length());
        assertThat(studio.call("PUT", "/workers/" + workerId, Map.of("label", label))
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode shown() throws Exception {
        return listed("/api/runtimes");
    }

    private static JsonNode host() throws Exception {
        return listed("/api/hosts");
    }

    private static JsonNode listed(String path) throws Exception {
        for (JsonNode each : Atelier.JSON.readTree(sent("GET", path, "").body()).path("items")) {
            if (each.path("runtime_id").asText().equals(runtimeId)) {
                return each;
            }
        }
        return Atelier.JSON.createObjectNode();
    }

    private static String spawn() throws Exception {
        JsonNode answer = fleet("POST", "/workers", """
                {"intent":{"kind":"workspace_companion"},"profile":{"kind":"builtin","value":"chat:teller"},
                 "acceptance":{"kind":"run_accepted","expected_segments":0}}""");
        assertThat(answer.path("state").asText()).as(answer.toString()).isEqualTo("accepted");
        return answer.at("/worker/worker_id").asText();
    }

    private static String said(String talker) throws Exception {
        return fleet("GET", "/workers/" + talker + "/transcript", "").toString();
    }

    private static List<String> cursors(List<String> frames) throws Exception {
        List<String> cursors = new CopyOnWriteArrayList<>();
        for (String frame : frames) {
            cursors.add(Atelier.JSON.readTree(frame).at("/envelope/cursor").asText());
        }
        return cursors;
    }

    private static WebSocket watch(String talker, Ear ear) {
        StudioProcess.Address at = studio.address().orElseThrow();
        String url = "ws" + at.url().substring("http".length());
        return StudioProcess.HTTP
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + at.adminToken())
                .buildAsync(URI.create(url + "/api/runtimes/" + runtimeId + "/workers/" + talker + "/events/ws"), ear)
                .join();
    }

    /** Who looks on at a worker. */
    private static final class Ear implements WebSocket.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }
    }

    private static JsonNode fleet(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Atelier.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return sent(method, "/api/runtimes/" + runtimeId + path, body);
    }

    private static HttpResponse<String> sent(String method, String path, String body) throws Exception {
        StudioProcess.Address at = studio.address().orElseThrow();
        return StudioProcess.HTTP.send(
                HttpRequest.newBuilder(URI.create(at.url() + path))
                        .header("Authorization", "Bearer " + at.adminToken())
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
