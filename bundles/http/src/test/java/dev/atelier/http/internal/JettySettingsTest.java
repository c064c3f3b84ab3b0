package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class JettySettingsTest {
    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void anyFreePortIsChosenOnceAndKept() throws IOException {
        JettySettings.Listen first = JettySettings.choose(0, LOOPBACK, false, null);
        JettySettings.Listen moved = JettySettings.choose(0, "0.0.0.0", false, first);

        assertThat(first.port()).isPositive();
        assertThat(moved).isEqualTo(new JettySettings.Listen("0.0.0.0", 0, first.port(), false));
    }

    @Test
    void aTakenPortIsRefused() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> JettySettings.choose(port, LOOPBACK, false, null))
                    .isInstanceOfSatisfying(
                            IOException.class, e -> assertThat(JettySettings.sentence(port, LOOPBACK, e))
                                    .startsWith("port " + port + " on 127.0.0.1 is taken")
                                    .contains("--port"));
        }
    }

    @Test
    void theOwnPortIsNotTriedAgain() throws IOException {
        try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = own.getLocalPort();
            JettySettings.Listen current = new JettySettings.Listen(LOOPBACK, 0, port, false);

            assertThat(JettySettings.choose(port, LOOPBACK, false, current).port())
                    .isEqualTo(port);
        }
    }

    @Test
    void jettyGetsPortAddressAndASmallPool() {
        assertThat(JettySettings.jetty(new JettySettings.Listen(LOOPBACK, 0, 4711, false), false))
                .containsEntry("org.osgi.service.http.port", 4711)
                .containsEntry("org.apache.felix.http.host", LOOPBACK)
                .containsEntry("org.apache.felix.http.jetty.threadpool.max", 24)
                .containsEntry("org.apache.felix.jetty.websocket.enable", false);
    }

    @Test
    void aStudioTakesSocketsAndTheUploadsOfAFleet() {
        assertThat(JettySettings.jetty(new JettySettings.Listen(LOOPBACK, 0, 4711, false), true))
                .containsEntry("org.apache.felix.http.jetty.threadpool.max", 200)
                .containsEntry("org.apache.felix.jetty.websocket.enable", true);
    }

    @Test
    void anyAddressIsShownAsThisMachine() {
        assertThat(MainConnector.url("http", "0.0.0.0", 1)).hasToString("http://127.0.0.1:1");
        assertThat(MainConnector.url("http", null, 1)).hasToString("http://127.0.0.1:1");
        assertThat(MainConnector.url("http", "::1", 1)).hasToString("http://[::1]:1");
        assertThat(MainConnector.url("http", "10.0.0.7", 1)).hasToString("http://10.0.0.7:1");
    }
}
