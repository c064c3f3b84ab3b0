package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackListenerTest {
    @Test
    void listensWhereItIsToldAndShowsAnAddressThatWorks() throws IOException {
        LoopbackListener everywhere = new LoopbackListener("side", "0.0.0.0", 0, false);

        assertThat(everywhere.uri().getHost()).isEqualTo("127.0.0.1");
        everywhere.close();
    }

    @Test
    void refusesAPortThatIsTakenUnlessAnyWillDo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();

            assertThatThrownBy(() -> new LoopbackListener("side", "127.0.0.1", taken, false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("port " + taken + " on 127.0.0.1 is taken");
            LoopbackListener free = new LoopbackListener("side", "127.0.0.1", taken, true);
            assertThat(free.uri().getPort()).isNotEqualTo(taken);
            free.close();
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNotATakenPort() {
        assertThatThrownBy(() -> new LoopbackListener("side", "192.0.2.1", 0, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("port 0 on 192.0.2.1 cannot be opened: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "example.org", "", "127.0.0.1 ", "a.b:c"})
    void looksUpNoNames(String bind) {
        assertThatThrownBy(() -> new LoopbackListener("side", bind, 0, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesAControlCharacterInAPathToTheRoutes() throws Exception {
        try (TestJetty jetty = TestJetty.with(routes -> routes.get("/jobs/{id}", exchange -> exchange.empty(204)))) {
            assertThat(TestJetty.raw(jetty.local, "GET /jobs/%09 HTTP/1.1", "Host: x", "Connection: close"))
                    .startsWith("HTTP/1.1 404")
                    .contains("not found");
            assertThat(TestJetty.raw(jetty.main, "GET /jobs/%09 HTTP/1.1", "Host: x", "Connection: close"))
                    .startsWith("HTTP/1.1 400");
        }
    }
}
