package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done with runtimes elsewhere, nothing the program writes says where they are, what they are shown or what they said. */
class FleetSecretsTest {
    private static final String TOKEN = "canary-fleet-token-41c7";
    private static final String REMOTE = "canary-remote-place";
    private static final String UPSTREAM = "canary-upstream-words";

    @TempDir
    Path temp = Path.of("unused");

    private final Leaks leaks = new Leaks();

    private static HttpServer hostile() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String shown = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = ("{\"error\":{\"code\":\"" + UPSTREAM + "\",\"message\":\"" + UPSTREAM + " " + shown + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().endsWith("/v1/workers") ? 200 : 500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int nobody() throws Exception {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalPort();
        }
    }

    private static void add(Atelier atelier, String id, int port) throws Exception {
        HttpResponse<byte[]> added = atelier.call(
                "POST",
                "/fleet/settings/runtime-connections/remotes",
                Map.of(
                        "runtime_id",
                        id,
                        "endpoint",
                        "http://127.0.0.1:" + port + "/" + REMOTE,
                        "token_ref",
                        "file:lab"));
        assertThat(added.statusCode()).isEqualTo(200);
    }

    private void ask(Atelier atelier, String method, String path, Map<String, ?> body) throws Exception {
        HttpResponse<byte[]> answer = atelier.call(method, path, method.equals("GET") ? null : body);
        leaks.search(method + " " + path, new String(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void runtimesElsewhereAreKeptToThemselves() throws Exception {
        HttpServer server = hostile();
        Path home = temp.resolve("home");
        leaks.secret("token", TOKEN);
        leaks.secret("remote", REMOTE);
        leaks.secret("upstream", UPSTREAM);
        try (Atelier atelier = Atelier.start(home, StudioWorker.talkative(StudioWorker.withoutStudio()), "studio")) {
            atelier.call("PUT", "/fleet/settings/runtime-connections/secrets/lab", Map.of("value", TOKEN));
            add(atelier, "hostile", server.getAddress().getPort());
            add(atelier, "dead", nobody());
            for (String id : List.of("hostile", "dead")) {
                String runtime = "/fleet/runtimes/" + id;
                ask(atelier, "GET", runtime + "/workers/w1", Map.of());
                ask(atelier, "POST", runtime + "/workers/w1/input", Map.of("content", "hello"));
                ask(atelier, "POST", runtime + "/workers/w1/stop", Map.of());
                ask(atelier, "GET", runtime + "/workers/w1/transcript", Map.of());
                ask(atelier, "GET", runtime + "/config-bundles", Map.of());
                ask(
                        atelier,
                        "POST",
                        runtime + "/workers",
                        Map.of(
                                "intent",
                                Map.of("kind", "workspace_companion"),
                                "acceptance",
                                Map.of("kind", "run_accepted", "expected_segments", 0)));
                ask(atelier, "POST", "/fleet/settings/runtime-connections/remotes/" + id + "/test", Map.of());
            }
            for (String list : List.of("/fleet/runtimes", "/fleet/workers", "/fleet/hosts", "/status", "/logs")) {
                ask(atelier, "GET", list, Map.of());
            }
            ask(atelier, "GET", "/fleet/settings/runtime-connections", Map.of());
            leaks.search("output", atelier.output());
            assertThat(Files.readString(home.resolve("logs/atelier.log"))).contains("runtime cannot be reached");
            atelier.stop();
            leaks.files(home, Map.of("studio/fleet.json", Set.of("remote")));
        } finally {
            server.stop(0);
        }

        assertThat(leaks.found()).isEmpty();
        assertThat(leaks.searched()).isGreaterThan(25);
    }
}
