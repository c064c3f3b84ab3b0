package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.shape.Feed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteFeedTest {
    private static final String EVENT =
            "{\"kind\":\"event\",\"envelope\":{\"cursor\":\"wo_1\",\"event_id\":\"wo_1\",\"worker_id\":\"w\",\"payload\":{\"event\":\"thinking_start\"}}}";

    private final Calls calls = new Calls();
    private final Upstream runtime = new Upstream();
    private final Heard heard = new Heard();

    @BeforeEach
    void begin() throws Exception {
        runtime.start();
        assertThat(runtime.started.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void end() throws Exception {
        calls.close();
        runtime.stop(1000);
    }

    private Feed.Line open(@Nullable String cursor) {
        Remote remote = new Remote(
                "lab",
                null,
                URI.create("http://127.0.0.1:" + runtime.getPort() + "/under"),
                () -> Optional.of(new Secret(FakeRemote.TOKEN)));
        return new RemoteFeed(remote, "w", calls).open(cursor, heard);
    }

    private void says(String frame) {
        await().until(() -> !runtime.getConnections().isEmpty());
        runtime.broadcast(frame);
    }

    @Test
    void showsItsCredentialInAHeaderAndItsCursorInTheAddress() {
        open("wo_00ff");

        await().until(() -> runtime.opened.size() == 1);
        ClientHandshake handshake = runtime.opened.get(0);
        assertThat(handshake.getResourceDescriptor()).isEqualTo("/under/v1/workers/w/events/ws?cursor=wo_00ff");
        assertThat(handshake.getFieldValue("Authorization")).isEqualTo("Bearer " + FakeRemote.TOKEN);
        assertThat(handshake.hasFieldValue("Origin")).isFalse();
        assertThat(handshake.hasFieldValue("Cookie")).isFalse();
    }

    @Test
    void passesEventsOnAsTheyAre() {
        open(null);

        says(EVENT);

        await().until(() -> heard.events.equals(List.of("wo_1 {\"event\":\"thinking_start\"}")));
    }

    @Test
    void anEventNeedsNoCursor() {
        open(null);

        says(EVENT.replace("\"cursor\":\"wo_1\",", ""));

        await().until(() -> heard.events.equals(List.of("null {\"event\":\"thinking_start\"}")));
    }

    @Test
    void whatIsNoFrameEndsIt() {
        for (String frame : List.of(
                "not json",
                "{\"kind\":\"surprise\"}",
                "{\"kind\":\"event\"}",
                EVENT.replace("\"kind\":\"event\"", "\"kind\":\"event\",\"kind\":\"event\""))) {
            int before = heard.troubles.size();
            open(null);
            await().until(() -> runtime.getConnections().size() == 1);

            says(frame);

            await().until(() -> heard.troubles.size() > before);
            assertThat(heard.troubles.get(before)).isEqualTo(new Feed.Trouble(Feed.Code.MALFORMED_FRAME, false));
            await().until(() -> runtime.getConnections().isEmpty());
        }
    }

    @Test
    void bytesEndItToo() {
        open(null);
        await().until(() -> !runtime.getConnections().isEmpty());

        runtime.broadcast("{}".getBytes(StandardCharsets.UTF_8));

        await().until(() -> heard.troubles.equals(List.of(new Feed.Trouble(Feed.Code.MALFORMED_FRAME, false))));
    }

    @Test
    void aDiagnosticIsTheEndInOurOwnWords() {
        open(null);

        says("{\"kind\":\"diagnostic\",\"diagnostic\":{\"code\":\"runtime.worker_not_found\",\"message\":\""
                + FakeRemote.MARK + "\"}}");

        await().until(() -> heard.troubles.equals(List.of(new Feed.Trouble(Feed.Code.WORKER_NOT_FOUND, false))));
        assertThat(heard.troubles.toString()).doesNotContain(FakeRemote.MARK);
    }

    @Test
    void aLostConnectionMayBeTriedAgain() {
        open(null);
        await().until(() -> !runtime.getConnections().isEmpty());

        runtime.getConnections().forEach(connection -> connection.close(1001));

        await().until(() -> heard.troubles.equals(List.of(new Feed.Trouble(Feed.Code.UPSTREAM_DISCONNECT, true))));
    }

    @Test
    void aRefusedUpgradeIsToldByItsStatus() throws Exception {
        try (FakeRemote http = new FakeRemote()) {
            new RemoteFeed(http.remote("lab"), "w", calls).open(null, heard);

            await().until(() -> heard.troubles.equals(List.of(new Feed.Trouble(Feed.Code.WORKER_NOT_FOUND, false))));
        }
    }

    @Test
    void nothingIsToldOnceItIsClosed() {
        Feed.Line line = open(null);
        await().until(() -> !runtime.getConnections().isEmpty());

        line.close();

        await().until(() -> runtime.getConnections().isEmpty());
        assertThat(heard.troubles).isEmpty();
    }

    /** What came out. */
    private static final class Heard implements Feed.Listener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<Feed.Trouble> troubles = new CopyOnWriteArrayList<>();

        @Override
        public void event(@Nullable String cursor, String eventId, JsonNode payload) {
            events.add(cursor + " " + payload);
        }

        @Override
        public void ended(Feed.Trouble trouble) {
            troubles.add(trouble);
        }
    }

    /** The other end. */
    private static final class Upstream extends WebSocketServer {
        private final CountDownLatch started = new CountDownLatch(1);
        private final List<ClientHandshake> opened = new CopyOnWriteArrayList<>();

        Upstream() {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            setReuseAddr(true);
        }

        @Override
        public void onOpen(WebSocket connection, ClientHandshake handshake) {
            opened.add(handshake);
        }

        @Override
        public void onClose(WebSocket connection, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket connection, String message) {}

        @Override
        public void onError(@Nullable WebSocket connection, Exception e) {}

        @Override
        public void onStart() {
            started.countDown();
        }
    }
}
