package dev.atelier.runtime.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.log.testing.CapturedLog;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import dev.atelier.runtime.wire.api.RequestBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole room on a real Jetty. */
class RuntimeServerTest {
    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final ObservationSockets sockets = new ObservationSockets();
    private final Server server = new Server();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile @Nullable WorkerRuntime served = runtime;
    private int port;

    @BeforeEach
    @SuppressWarnings("NullAway") // what a class file says of its type arguments is not read by every compiler
    void start() throws Exception {
        Supplier<@Nullable WorkerRuntime> present = () -> served;
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder =
                new ServletHolder(new RuntimeServlet(new Secret("tok"), present, new ObservationDoor(sockets)));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        JettyWebSocketServletContainerInitializer.configure(context, null);
        server.setHandler(context);
        ServerConnector connector = new ServerConnector(server, 0, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        sockets.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        sockets.stop();
        server.stop();
        runtime.close();
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer tok");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String code(HttpResponse<String> answer) throws IOException {
        return Json.parse(answer.body()).path("error").path("code").asText();
    }

    private WorkerRef worker() {
        return runtime.createWorker(
                        CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.runtimeDefault()))
                .workerRef();
    }

    @Test
    void looksAtTokenRouteWorkerSyntaxAndOnlyThenAsksTheRuntime() throws Exception {
        HttpRequest.Builder stranger = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/nothing"));

        assertThat(code(send(stranger))).isEqualTo("unauthorized");
        assertThat(code(send(at("/v1/nothing")))).isEqualTo("route_not_found");
        assertThat(send(at("/v1/workers/%20/input").GET()).statusCode()).isEqualTo(405);
        assertThat(code(send(at("/v1/workers/%20/input").POST(HttpRequest.BodyPublishers.ofString("x")))))
                .isEqualTo("invalid_worker_id");
        assertThat(code(send(at("/v1/workers/nobody/input").POST(HttpRequest.BodyPublishers.ofString("x")))))
                .isEqualTo("invalid_json");
        assertThat(code(send(at("/v1/workers/nobody/transcript?start=x")))).isEqualTo("invalid_query");
        assertThat(code(send(at("/v1/workers/nobody/transcript")))).isEqualTo("worker_not_found");
    }

    @Test
    void refusesABodyThatIsTooLargeAndHearsItOut() throws Exception {
        HttpResponse<String> answer = send(at("/v1/workers")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[RequestBody.MAX + 300_000])));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(code(answer)).isEqualTo("payload_too_large");
    }

    @Test
    void refusesWhateverTheBodyAndIsHeard() throws Exception {
        HttpRequest.Builder stranger = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/workers"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]));

        assertThat(code(send(stranger))).isEqualTo("unauthorized");
    }

    @Test
    void answersHeadWithoutABodyAndAnEmptyStopWithAnAck() throws Exception {
        WorkerRef worker = worker();
        HttpResponse<String> head = send(at("/v1/runtime").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> stopped =
                send(at("/v1/workers/" + worker.workerId() + "/stop").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(Json.parse(stopped.body()).path("ack").path("status").asText())
                .isEqualTo("stopped");
    }

    @Test
    void saysThatTheRuntimeIsNotThere() throws Exception {
        served = null;

        HttpResponse<String> answer = send(at("/v1/runtime"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(code(answer)).isEqualTo("runtime_unavailable");
    }

    /** Frames of one stream, and how it ended. */
    private static final class Frames implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        String next() throws InterruptedException {
            return Optional.ofNullable(heard.poll(20, TimeUnit.SECONDS)).orElse("nothing");
        }

        JsonNode frame() throws Exception {
            return Json.parse(next());
        }

        String event() throws Exception {
            return frame().path("envelope").path("payload").path("event").asText();
        }

        String diagnostic() throws Exception {
            return frame().path("diagnostic").path("code").asText();
        }
    }

    private WebSocket observe(WorkerRef worker, String query, Frames frames) {
        return client.newWebSocketBuilder()
                .header("Authorization", "Bearer tok")
                .buildAsync(
                        URI.create(
                                "ws://127.0.0.1:" + port + "/v1/workers/" + worker.workerId() + "/events/ws" + query),
                        frames)
                .join();
    }

    @Test
    void streamsWhatHappensInOrderHoweverMuchItIs() throws Exception {
        WorkerRef worker = worker();
        Frames frames = new Frames();
        observe(worker, "", frames);
        assertThat(frames.event()).isEqualTo("snapshot");

        for (int i = 0; i < 100; i++) {
            runtime.sendInput(worker, WorkerInput.system("line " + i));
        }

        for (int i = 0; i < 100; i++) {
            JsonNode payload = frames.frame().path("envelope").path("payload");
            assertThat(payload.path("data").path("item").path("content").asText())
                    .isEqualTo("line " + i);
        }
    }

    @Test
    void replaysALongBacklogToOneWhoComesLate() throws Exception {
        WorkerRef worker = worker();
        for (int i = 0; i < 1000; i++) {
            runtime.sendInput(worker, WorkerInput.system("line " + i));
        }
        Frames frames = new Frames();
        observe(worker, "?cursor=wo_0000000000000000", frames);

        String[] events = new String[1001];
        for (int i = 0; i < events.length; i++) {
            events[i] = frames.event();
        }
        assertThat(events[0]).isEqualTo("snapshot");
        assertThat(Arrays.stream(events).skip(1)).containsOnly("system_item");
    }

    @Test
    void endsAStreamThatIsSpokenTo() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = observe(worker(), "", frames);
        assertThat(frames.event()).isEqualTo("snapshot");

        socket.sendText("{}", true).join();

        assertThat(frames.diagnostic()).isEqualTo("runtime.observation_only");
        assertThat(frames.next()).isEqualTo("closed 1008");
    }

    @Test
    void endsAStreamWithAMalformedCursorAtOnce() throws Exception {
        Frames frames = new Frames();
        observe(worker(), "?cursor=bad", frames);

        assertThat(frames.diagnostic()).isEqualTo("runtime.cursor_malformed");
        assertThat(frames.next()).isEqualTo("closed 1008");
    }

    @Test
    void logsNeitherATokenNorAWordOfARequest() throws Exception {
        CapturedLog.LINES.clear();
        WorkerRef worker = worker();
        String path = "/v1/workers/" + worker.workerId();
        send(at("/v1/canary?canary=canary").setHeader("Authorization", "Bearer canary"));
        for (String body :
                List.of("{\"canary\"", "{\"kind\":\"canary\"}", "{\"kind\":\"user\",\"content\":\"canary\"}")) {
            send(at(path + "/input")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }
        send(at(path + "/transcript?start=canary"));
        Frames frames = new Frames();
        observe(worker, "?cursor=canary", frames);
        assertThat(frames.diagnostic()).isEqualTo("runtime.cursor_malformed");
        observe(worker, "", frames).abort();
        served = null;
        send(at("/v1/workers/canary"));

        assertThat(CapturedLog.LINES).anyMatch(line -> line.contains("canary")); // of the server, at levels nobody sets
        assertThat(CapturedLog.LINES)
                .filteredOn(line -> line.contains(" dev.atelier."))
                .noneMatch(line -> line.contains("canary") || line.contains("Bearer"));
    }

    @Test
    void saysGoodbyeWhenItStopsOrTheRuntimeDoes() throws Exception {
        Frames one = new Frames();
        Frames two = new Frames();
        observe(worker(), "", one);
        observe(worker(), "", two);
        assertThat(one.event()).isEqualTo("snapshot");
        assertThat(two.event()).isEqualTo("snapshot");

        sockets.stop();

        for (Frames frames : new Frames[] {one, two}) {
            assertThat(frames.diagnostic()).isEqualTo("runtime.upstream_closed");
            assertThat(frames.next()).isEqualTo("closed 1001");
        }
    }
}
