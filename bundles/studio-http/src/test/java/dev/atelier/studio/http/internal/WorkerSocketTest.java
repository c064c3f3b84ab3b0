package dev.atelier.studio.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.studio.dispatch.api.Sessions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerSocketTest {
    private final FakeWorkers workers = new FakeWorkers();
    private final Sockets sockets = new Sockets();
    private final Server server = new Server();
    private final Heard heard = new Heard();
    private URI studio = URI.create("ws://nowhere");

    @BeforeEach
    void listen() throws Exception {
        workers.worker("w-1", "token-1");
        workers.worker("w-2", "token-2");
        SocketDoor door = new SocketDoor(workers, workers, new LinkRoom(workers), sockets);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new DoorServlet(door)), "/graphics/api/*");
        JettyWebSocketServletContainerInitializer.configure(context, null);
        server.setHandler(context);
        server.start();
        studio = URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/graphics/api");
    }

    @AfterEach
    void close() throws Exception {
        sockets.stop();
        server.stop();
    }

    private WebSocket connect(String token) {
        return connect(token, "X-Nothing", "x");
    }

    private WebSocket connect(String token, String header, String value) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .header(header, value)
                .subprotocols("studio-worker-v1")
                .buildAsync(URI.create(studio + "/workers/w-1/connect"), heard)
                .join();
    }

    private Sessions.Channel channel() {
        Sessions.Channel channel = workers.channel;
        assertThat(channel).isNotNull();
        return channel == null ? new NoChannel() : channel;
    }

    @Test
    void theSocketOpensWithItsSubProtocolAndCarriesText() {
        WebSocket socket = connect("token-1");
        await().until(() -> workers.told.size() == 1);

        socket.sendText("{\"type\":\"hello\"}", true).join();
        await().until(() -> workers.told.size() == 2);
        channel().send("{\"type\":\"welcome\"}");

        await().until(() -> heard.told.contains("text {\"type\":\"welcome\"}"));
        assertThat(socket.getSubprotocol()).isEqualTo("studio-worker-v1");
        assertThat(workers.told)
                .containsExactly(
                        "open w-1 " + studio.toString().replace("ws:", "http:").replace("/graphics/api", ""),
                        "text {\"type\":\"hello\"}");
    }

    @Test
    void whatAWorkerSaysOfItsSchemeIsNotBelieved() {
        WebSocket told = connect("token-1", "X-Forwarded-Proto", "https");
        await().until(() -> workers.told.size() == 1);

        assertThat(workers.told.get(0)).startsWith("open w-1 http://127.0.0.1:");
        told.abort();
    }

    @Test
    void aWrongTokenIsRefusedBeforeTheUpgrade() {
        for (String token : List.of("token-2", "x", TestStudio.ADMIN)) {
            try {
                connect(token);
                throw new AssertionError("was let in");
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                        refused.getResponse().statusCode())
                                .isEqualTo(401));
            }
        }
        assertThat(workers.told).isEmpty();
    }

    @Test
    void anythingButTextIsTold() {
        connect("token-1")
                .sendBinary(ByteBuffer.wrap("hello".getBytes(UTF_8)), true)
                .join();

        await().until(() -> workers.told.contains("binary"));
    }

    @Test
    void theStudioClosesWithItsCodeAfterWhatItSaid() {
        connect("token-1");
        await().until(() -> workers.told.size() == 1);

        channel().send("last word");
        channel().close(4003, "duplicate worker");

        await().until(() -> heard.told.size() == 2);
        assertThat(heard.told).containsExactly("text last word", "close 4003 duplicate worker");
        await().until(() -> workers.told.contains("closed"));
        await().until(() -> sockets.count() == 0);
    }

    @Test
    void aWorkerThatVanishesIsTold() {
        connect("token-1").abort();

        await().until(() -> workers.told.contains("closed"));
    }

    @Test
    void beforeTheGreetingMessagesAreSmall() {
        WebSocket socket = connect("token-1");

        var unused = socket.sendText("x".repeat(70_000), true);

        await().until(() -> heard.told.stream().anyMatch(each -> each.startsWith("close 1009")));
        assertThat(workers.told).noneMatch(each -> each.startsWith("text"));
    }

    @Test
    void afterTheGreetingAResultMayBeLarge() {
        WebSocket socket = connect("token-1");

        socket.sendText("hello", true).join();
        socket.sendText("y".repeat(1_000_000), true).join();

        await().until(() -> workers.told.stream().anyMatch(each -> each.length() > 1_000_000));
    }

    @Test
    void whoDoesNotReadIsCutOffAndNobodyWaits() {
        heard.reads = false;
        connect("token-1");
        await().until(() -> workers.told.size() == 1);
        String large = "z".repeat(1_000_000);

        for (int i = 0; i < 60 && !workers.told.contains("closed"); i++) {
            channel().send(large);
        }

        await().until(() -> workers.told.contains("closed"));
    }

    @Test
    void aReasonFitsTheFrame() {
        assertThat(WorkerSocket.shortened("short")).isEqualTo("short");
        assertThat(WorkerSocket.shortened("é".repeat(200)).getBytes(UTF_8).length)
                .isLessThanOrEqualTo(123);
    }

    private static final class NoChannel implements Sessions.Channel {
        @Override
        public void send(String text) {}

        @Override
        public void close(int code, String reason) {}
    }

    private static final class DoorServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient SocketDoor door;

        DoorServlet(SocketDoor door) {
            this.door = door;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            door.enter(SocketDoor.wanted(request).orElse(new SocketDoor.Wanted("nobody", false)), request, response);
        }
    }

    /** What a worker hears. */
    private static final class Heard implements WebSocket.Listener {
        final List<String> told = new CopyOnWriteArrayList<>();
        volatile boolean reads = true;

        @Override
        public void onOpen(WebSocket socket) {
            if (reads) {
                socket.request(Long.MAX_VALUE);
            }
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean last) {
            told.add("text " + text);
            return null;
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(
                WebSocket socket, int code, String reason) {
            told.add("close " + code + " " + reason);
            return null;
        }
    }
}
