package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
    private static Certificates made;

    private final Front front = new Front();
    private final Server server = new Server();
    private final MainConnector main = new MainConnector(front, new Failure(TestJetty.noFramework()), () -> {});

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        made = Certificates.in(folder);
    }

    /** As Felix sets its connector up, with nothing of a certificate. */
    @BeforeEach
    void listen() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Mirror()), "/*");
        JettyWebSocketServletContainerInitializer.configure(
                context,
                (servlets, sockets) -> sockets.addMapping("/graphics/api/socket", (asked, answer) -> new Echo()));
        server.setHandler(context);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        ServerConnector felix = new ServerConnector(
                server,
                0,
                1,
                new SslConnectionFactory(new SslContextFactory.Server(), "http/1.1"),
                new HttpConnectionFactory(http));
        felix.setHost("127.0.0.1");
        server.addConnector(felix);
        server.start();
        front.whenRenewed(main::renew);
        ServerConnector nearby = (ServerConnector) main.createConnector(server);
        server.addConnector(nearby);
        nearby.start();
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
                    .print(request.getScheme() + " " + request.isSecure() + " " + request.getHeader("Host") + " "
                            + request.getRequestURI());
        }
    }

    /** Jetty calls it from outside this package. */
    public static final class Echo implements Session.Listener.AutoDemanding {
        private volatile @Nullable Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
        }

        @Override
        public void onWebSocketText(String text) {
            Objects.requireNonNull(session).sendText("heard " + text, Callback.NOOP);
        }
    }

    private URI uri() {
        return Objects.requireNonNull(main.uri());
    }

    private void use(String alias) throws Exception {
        front.use(Front.load(made.files(made.certificate(alias), made.key(alias))), TrustedProxies.NONE);
    }

    private static HttpResponse<String> get(SSLContext trust, URI uri) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .build()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void speaksTlsAndNothingElseAtItsPort() throws Exception {
        use("rsa");
        URI uri = uri();

        assertThat(uri).hasScheme("https");
        assertThat(get(made.trusting("rsa"), uri).body()).isEqualTo("https true " + uri.getAuthority() + " /");
        assertThat(Knock.answered(uri, "/", front.identity())).isTrue();
        assertThat(TestJetty.raw(uri, "GET / HTTP/1.1", "Host: x", "Connection: close"))
                .doesNotContain("http false");
    }

    @Test
    void withoutACertificateNobodyGetsIn() throws Exception {
        URI uri = uri();

        assertThat(Knock.answered(uri, "/", null)).isFalse();
        assertThatThrownBy(() -> get(made.trusting("rsa", "ec"), uri)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void programsOfThisMachineReachTheStudiosRoutesWithoutTls() throws Exception {
        use("ec");
        URI plain = Objects.requireNonNull(main.nearby());

        assertThat(get(made.trusting(), plain.resolve("/graphics/api/workers")).body())
                .isEqualTo("http false " + plain.getAuthority() + " /graphics/api/workers");
        assertThat(get(made.trusting(), plain.resolve("/system/console")).body())
                .endsWith(" /not-found");
        assertThat(get(made.trusting(), plain.resolve("/graphics/api/../../login"))
                        .body())
                .doesNotEndWith("login");
    }

    @Test
    void socketsAreOpenedOverTls() throws Exception {
        use("ec");
        CompletableFuture<String> heard = new CompletableFuture<>();
        URI uri = URI.create(uri().toString().replace("https:", "wss:") + "/graphics/api/socket");

        WebSocket socket = HttpClient.newBuilder()
                .sslContext(made.trusting("ec"))
                .build()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        heard.complete(text.toString());
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);

        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("heard hello");
        socket.abort();
    }

    @Test
    void renewedFilesArePutToUseOnceTheyFitTogether() throws Exception {
        use("ec");
        SSLContext trust = made.trusting("other");
        assertThatThrownBy(() -> get(trust, uri())).isInstanceOf(SSLHandshakeException.class);

        Files.writeString(made.file("tls.crt"), made.certificate("other"));
        front.look();
        assertThat(get(made.trusting("ec"), uri()).statusCode()).isEqualTo(200);

        Files.writeString(made.file("tls.key"), made.key("other"));
        front.look();
        assertThat(get(trust, uri()).statusCode()).isEqualTo(200);
    }

    @Test
    void filesThatAreGoneLeaveTheCertificateInUse() throws Exception {
        use("ec");
        Files.delete(made.file("tls.key"));

        front.look();

        assertThat(get(made.trusting("ec"), uri()).statusCode()).isEqualTo(200);
    }
}
