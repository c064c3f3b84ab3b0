package dev.atelier.fake.studio;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's own client, talking as a worker does. */
final class TestWorker implements WebSocket.Listener {
    static final Capabilities CAPABILITIES = new Capabilities(
            "rig",
            "alice",
            "0.1.0",
            "multi",
            24,
            12,
            true,
            false,
            true,
            true,
            false,
            null,
            List.of(Kind.values()).subList(0, 5),
            List.of("synthetic"),
            Map.of(Kind.IMAGE, List.of("synthetic")));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private TestWorker(FakeStudio studio, String workerId, String token) {
        this.socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("studio-worker-v1")
                .buildAsync(
                        URI.create(studio.uri("/workers/" + workerId + "/connect")
                                .toString()
                                .replaceFirst("^http", "ws")),
                        this)
                .join();
    }

    static TestWorker connect(FakeStudio studio, String workerId, String token) {
        return new TestWorker(studio, workerId, token);
    }

    static TestWorker greeted(FakeStudio studio, String workerId, String token) {
        TestWorker worker = connect(studio, workerId, token);
        worker.say(new WorkerFrame.Hello(new Secret(token), CAPABILITIES));
        return worker;
    }

    void say(WorkerFrame frame) {
        sayText(Frames.write(frame));
    }

    void sayText(String text) {
        socket.sendText(text, true).join();
    }

    WebSocket socket() {
        return socket;
    }

    StudioFrame hears() throws InterruptedException, MalformedJson {
        String text = said.poll(10, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("the studio said nothing");
        }
        return Frames.fromStudio(text);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            said.add(part.toString());
            part.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    static HttpResponse<String> post(URI uri, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    static HttpResponse<String> get(URI uri, String bearer) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .header("Authorization", "Bearer " + bearer)
                                .build(),
                        BodyHandlers.ofString());
    }

    /** With a length known beforehand, or in chunks. */
    static HttpResponse<String> upload(
            FakeStudio studio, String workerId, String token, String jobId, byte[] bytes, boolean chunked)
            throws IOException, InterruptedException {
        String head = "--XX\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na fox\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"ext\"\r\n\r\npng\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + jobId + ".png\"\r\n"
                + "Content-Type: image/png\r\n\r\n";
        ByteBuffer body = ByteBuffer.allocate(bytes.length + 1000);
        body.put(head.getBytes(StandardCharsets.UTF_8))
                .put(bytes)
                .put("\r\n--XX--\r\n".getBytes(StandardCharsets.UTF_8));
        byte[] all = java.util.Arrays.copyOf(body.array(), body.position());
        var publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(all))
                : BodyPublishers.ofByteArray(all);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        studio.uri("/workers/" + workerId + "/jobs/" + jobId + "/complete"))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "multipart/form-data; boundary=XX")
                                .POST(publisher)
                                .build(),
                        BodyHandlers.ofString());
    }
}
