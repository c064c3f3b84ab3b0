package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.Forwarded;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private final Front front = new Front();
    private final Server server = new Server();
    private final MainConnector main = new MainConnector(front, new Failure(TestJetty.noFramework()), () -> {});

    @BeforeEach
    void listen() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Mirror()), "/*");
        server.setHandler(context);
        ServerConnector felix = new ServerConnector(server, 0, 1);
        felix.setHost("127.0.0.1");
        server.addConnector(felix);
        server.start();
        main.createConnector(server);
    }

    @AfterEach
    void stop() throws Exception {
        front.stop();
        server.stop();
    }

    private static final class Mirror extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .print(String.join(
                            " ",
                            request.getRemoteAddr(),
                            request.getScheme(),
                            request.getHeader("Host"),
                            request.getServerName(),
                            request.isSecure() ? "secure" : "open",
                            Forwarded.is(request) ? "forwarded" : "direct",
                            String.valueOf(request.getHeader("X-Forwarded-For")),
                            String.valueOf(request.getHeader("X-Forwarded-Proto"))));
        }
    }

    private String seen(String proxies, String... headers) throws Exception {
        front.use(null, TrustedProxies.parse(proxies));
        List<String> lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: here:1", "Connection: close"));
        lines.addAll(List.of(headers));
        String answer = TestJetty.raw(Objects.requireNonNull(main.uri()), lines.toArray(String[]::new));
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void nobodyIsBelievedUnlessTrusted() throws Exception {
        String[] spoofed = {"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"
        };

        assertThat(seen("", spoofed)).isEqualTo("127.0.0.1 http here:1 here open direct null null");
        assertThat(seen("10.0.0.0/8 ::1", spoofed)).isEqualTo("127.0.0.1 http here:1 here open direct null null");
    }

    @Test
    void aTrustedProxySpeaksForItsClient() throws Exception {
        assertThat(seen(
                        "127.0.0.1",
                        "X-Forwarded-For: 203.0.113.9",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: studio.example"))
                .isEqualTo("203.0.113.9 https studio.example studio.example secure forwarded null null");
        assertThat(seen("127.0.0.0/8")).isEqualTo("127.0.0.1 http here:1 here open direct null null");
    }

    @Test
    void theLastHopThatIsNotTrustedIsTheClient() throws Exception {
        assertThat(seen(
                        "127.0.0.1 10.0.0.0/8",
                        "X-Forwarded-For: 1.1.1.1, 203.0.113.9:5123",
                        "X-Forwarded-For: 10.2.3.4"))
                .startsWith("203.0.113.9 ");
        assertThat(seen("127.0.0.1 10.0.0.0/8", "X-Forwarded-For: 10.9.9.9, 10.2.3.4"))
                .startsWith("10.9.9.9 ");
        assertThat(seen("127.0.0.1", "X-Forwarded-For: 1.1.1.1, unknown")).startsWith("127.0.0.1 ");
        assertThat(seen("127.0.0.1", "X-Forwarded-For: [2001:db8::7]:443")).startsWith("[2001:db8:");
    }

    @Test
    void whatIsNoSchemeOrHostCountsForNothing() throws Exception {
        assertThat(seen("127.0.0.1", "X-Forwarded-Proto: gopher", "X-Forwarded-Host: a/b?c"))
                .isEqualTo("127.0.0.1 http here:1 here open forwarded null null");
    }

    @Test
    void networksAreReadWithoutANameServer() throws Exception {
        TrustedProxies proxies = TrustedProxies.parse(" 10.1.2.0/23  fd00::/8 192.0.2.7 ");

        assertThat(proxies.trusts(InetAddress.getByName("10.1.3.255"))).isTrue();
        assertThat(proxies.trusts(InetAddress.getByName("10.1.4.0"))).isFalse();
        assertThat(proxies.trusts(InetAddress.getByName("fdff::1"))).isTrue();
        assertThat(proxies.trusts(InetAddress.getByName("fe00::1"))).isFalse();
        assertThat(proxies.trusts(InetAddress.getByName("192.0.2.8"))).isFalse();
        for (String wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0", "1.2.3.4/", "1.2.3.4/-1")) {
            assertThatThrownBy(() -> TrustedProxies.parse(wrong)).hasMessageContaining(wrong);
        }
    }
}
