package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name with two addresses, of which the studio listens at one. */
class DialledTest {
    private final List<Socket> used = new ArrayList<>();

    @Test
    void anAddressThatLeadsNowhereIsFollowedByTheNext() throws Exception {
        try (ServerSocket studio = new ServerSocket(0, 1, address("127.0.0.1"));
                Socket connected =
                        dialled(studio.getLocalPort(), "127.0.0.2", "127.0.0.1").createSocket()) {
            assertThat(connected.getInetAddress()).isEqualTo(address("127.0.0.1"));
            assertThat(used).hasSize(2).first().returns(true, Socket::isClosed);
        }
    }

    @Test
    void whatTheFirstOneSaidCountsWhenNoneAnswers() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, address("127.0.0.1"))) {
            port = gone.getLocalPort();
        }

        assertThatThrownBy(() -> dialled(port, "127.0.0.1", "127.0.0.2").createSocket())
                .isInstanceOf(ConnectException.class);
        assertThat(used).hasSize(2).allMatch(Socket::isClosed).noneMatch(Socket::isConnected);
    }

    private Dialled dialled(int port, String... addresses) {
        return new Dialled(
                () -> {
                    Socket fresh = new Socket();
                    used.add(fresh);
                    return fresh;
                },
                URI.create("ws://studio.example:" + port + "/"),
                Duration.ofSeconds(30),
                host -> new InetAddress[] {address(addresses[0]), address(addresses[1])});
    }

    private static InetAddress address(String literal) throws java.net.UnknownHostException {
        return InetAddress.getByName(literal);
    }
}
