package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files come to the program as it is shipped, through being killed and started again. */
class ModelDownloadTest {
    private static final int SIZE = (64 << 20) + 12_345;
    private static final int SOME = 64 << 10;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final byte[] bytes = new byte[SIZE];
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        new Random(3).nextBytes(bytes);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        go.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Each range, bit by bit, and the rest when it is time. */
    private void answer(HttpExchange exchange) throws IOException {
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        ranges.add(range);
        boolean part = range.startsWith("bytes=");
        String[] ends = part ? range.substring(6).split("-", 2) : new String[] {"0", ""};
        int from = Integer.parseInt(ends[0]);
        int to = ends[1].isEmpty() ? SIZE : Integer.parseInt(ends[1]) + 1;
        exchange.getResponseHeaders().add("ETag", "\"one\"");
        exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + SIZE);
        exchange.sendResponseHeaders(part ? 206 : 200, to - from);
        try (OutputStream out = exchange.getResponseBody()) {
            int at = from;
            // slowly, until it is time: what came is noted once a second
            while (at < to && !go.await(20, TimeUnit.MILLISECONDS)) {
                int some = Math.min(SOME, to - at);
                out.write(bytes, at, some);
                out.flush();
                at += some;
            }
            out.write(bytes, at, to - at);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Map<String, Object> model() throws Exception {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/w.gguf?key=secret";
        return Map.of(
                "id",
                "org/m",
                "kind",
                "image",
                "source",
                Map.of(
                        "engine",
                        "sd-cpp",
                        "files",
                        List.of(Map.of(
                                "role",
                                "model",
                                "url",
                                url,
                                "filename",
                                "w.gguf",
                                "approxBytes",
                                SIZE,
                                "sha256",
                                sha256())),
                        "cliDefaults",
                        Map.of()));
    }

    @Test
    void whatAKilledProcessHadBroughtIsNotAskedForAgain() throws Exception {
        Path home = temp.resolve("home");
        Path models = temp.resolve("models");
        Map<String, String> environment = Map.of("ATELIER_MODELS_ROOT", models.toString());
        Path unfinished = models.resolve("org_m/w.gguf.parallel");
        long noted;
        try (Atelier atelier = Atelier.start(home, environment, "run")) {
            assertThat(atelier.call("POST", "/models", model()).statusCode()).isEqualTo(200);
            assertThat(atelier.call("POST", "/models/org%2Fm/download", null).statusCode())
                    .isEqualTo(202);
            await().atMost(SOON).until(() -> done(unfinished) > 0);
            atelier.kill();
            noted = done(unfinished);
        }
        ranges.clear();
        go.countDown();
        try (Atelier atelier = Atelier.start(home, environment, "run")) {
            Atelier.Cli cli = atelier.cli("models", "download", "org/m");

            assertThat(cli.code()).as(cli.err()).isZero();
            assertThat(cli.out()).isEqualTo("w.gguf done (64.0 MiB)\norg/m is here\n");
            assertThat(models.resolve("org_m/w.gguf")).hasBinaryContent(bytes);
            assertThat(models.resolve("org_m")).isDirectoryNotContaining(file -> !file.endsWith("w.gguf"));
            assertThat(asked()).isEqualTo(SIZE - noted);
            assertThat(atelier.cli("models", "cache").out()).contains("org_m/w.gguf  64.0 MiB  used   org/m");
            assertThat(atelier.cli("models", "remove", "org/m").code()).isZero();
            assertThat(atelier.cli("models", "prune").out()).isEqualTo("deleted org_m/w.gguf\nfreed 64.0 MiB\n");
            assertThat(models.resolve("org_m")).doesNotExist();
        }
        assertThat(Files.readString(home.resolve("logs/atelier.log"))).doesNotContain("secret");
    }

    /** What the note beside an unfinished file says is there. */
    private static long done(Path unfinished) throws IOException {
        Path note = unfinished.resolveSibling(unfinished.getFileName() + ".json");
        long done = 0;
        if (Files.exists(note)) {
            for (JsonNode span : Atelier.JSON.readTree(note.toFile()).path("done")) {
                done += span.path(1).asLong() - span.path(0).asLong();
            }
        }
        return done;
    }

    private long asked() {
        return ranges.stream()
                .map(range -> range.substring(6).split("-", 2))
                .mapToLong(ends -> Long.parseLong(ends[1]) + 1 - Long.parseLong(ends[0]))
                .sum();
    }
}
