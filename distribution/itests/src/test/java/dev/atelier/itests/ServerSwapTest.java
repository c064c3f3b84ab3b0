package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose server program is at work is replaced: the job ends well, and the server of the old one goes with it. */
class ServerSwapTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String SERVERS = "servers";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path temp;

    private Path tools;
    private Atelier atelier;

    /** Speaks as sd-server does; a picture takes it several looks. */
    public static final class Server {
        private static final int LOOKS = 8;
        private static final Map<String, AtomicInteger> JOBS = new ConcurrentHashMap<>();

        private Server() {}

        /** @param args the folder to write its process down in, and what it is told */
        public static void main(String[] args) throws IOException {
            List<String> told = List.of(args);
            Files.writeString(
                    Path.of(args[0], SERVERS),
                    ProcessHandle.current().pid() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            int port = Integer.parseInt(told.get(told.indexOf("--listen-port") + 1));
            String ip = told.get(told.indexOf("--listen-ip") + 1);
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(ip), port), 0);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/sdcpp/v1/", Server::answer);
            server.start();
        }

        private static void answer(HttpExchange exchange) throws IOException {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String id = path.substring(path.lastIndexOf('/') + 1);
            String answer;
            if (path.endsWith("capabilities")) {
                answer = "{}";
            } else if (path.endsWith("_gen")) {
                id = "job_" + (JOBS.size() + 1);
                JOBS.put(id, new AtomicInteger());
                answer = "{\"id\":\"" + id + "\",\"status\":\"queued\"}";
            } else if (JOBS.get(id).incrementAndGet() < LOOKS) {
                answer = "{\"status\":\"generating\"}";
            } else {
                answer = "{\"status\":\"completed\",\"result\":{\"output_format\":\"png\",\"images\":[{\"b64_json\":\""
                        + Base64.getEncoder().encodeToString(png()) + "\"}]}}";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    @BeforeEach
    void start() throws Exception {
        tools = Files.createDirectories(temp.resolve("tools"));
        String help =
                "if [ \"$1\" = --help ]; then echo '--model --diffusion-fa --listen-ip --listen-port --vae -p'; exit 0; fi";
        Path sdCli = script("sd-cli", help + "\necho 'only the server is to be used' >&2; exit 1");
        script(
                "sd-server",
                help + "\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djava.awt.headless=true -cp '"
                        + System.getProperty("java.class.path") + "' '" + Server.class.getName() + "' '" + tools
                        + "' \"$@\"");
        Path models = Files.createDirectories(temp.resolve("models/sd"));
        Files.writeString(models.resolve("weights.gguf"), "weights");
        atelier = Atelier.start(
                temp.resolve("home"),
                Map.of(
                        "ATELIER_MODELS_ROOT",
                        temp.resolve("models").toString(),
                        "STUDIO_WORKER_SD_CLI",
                        sdCli.toString()),
                "run");
        Map<String, Object> file =
                Map.of("role", "model", "url", "https://models.example/weights.gguf", "filename", "weights.gguf");
        Map<String, Object> source = Map.of("engine", "sd-cpp", "files", List.of(file), "cliDefaults", Map.of());
        HttpResponse<byte[]> answer =
                atelier.call("POST", "/models", Map.of("id", "sd", "kind", "image", "source", source));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void stop() throws Exception {
        atelier.close();
        servers().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void aSwapWhileAServerWorksFailsNoJobAndLeavesNoServerBehind() throws Exception {
        Path next = NextVersion.of("engine-sdcpp", temp);
        ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
        AtomicInteger made = new AtomicInteger();
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> client = thread.submit(() -> {
            while (on.get() && trouble.isEmpty()) {
                HttpResponse<byte[]> answer = picture();
                if (answer.statusCode() == 200) {
                    made.incrementAndGet();
                } else {
                    trouble.add(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
                }
            }
            return null;
        });
        try {
            Awaitility.await().atMost(SOON).until(() -> made.get() > 1 || !trouble.isEmpty());
            List<ProcessHandle> before = servers();

            Atelier.Cli swap = atelier.cli("engines", "swap", next.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await().atMost(SOON).until(() -> !trouble.isEmpty() || newVersionWorks());
            assertThat(before).hasSize(1);
            Awaitility.await().atMost(SOON).until(() -> servers().stream().noneMatch(before::contains));
            assertThat(servers()).hasSize(1);
        } finally {
            on.set(false);
            client.get();
            thread.shutdown();
        }
        assertThat(trouble).isEmpty();

        assertThat(atelier.cli("stop").code()).isZero();
        Awaitility.await().atMost(SOON).until(() -> servers().isEmpty());
    }

    private HttpResponse<byte[]> picture() throws Exception {
        Map<String, Object> body = new HashMap<>(Map.of("model", "sd", "prompt", "red", "ext", "png"));
        body.putAll(Map.of("width", 64, "height", 64, "steps", 2));
        return atelier.call("POST", "/image", body);
    }

    /** Those that are there now, of all that were started. */
    private List<ProcessHandle> servers() throws IOException {
        Path file = tools.resolve(SERVERS);
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .flatMap(Optional::stream)
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private boolean newVersionWorks() throws Exception {
        for (JsonNode job : atelier.get("/jobs/all")) {
            if (job.path("engineVersion").asText().equals(NextVersion.NUMBER)
                    && job.path("status").asText().equals("completed")) {
                return true;
            }
        }
        return false;
    }
}
