package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.model.samples.AnalyticDiffusers;
import dev.atelier.model.samples.ParrotWhisper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each engine of the built program works on what was made here, and is replaced while it does. */
class EveryEngineTest {
    private static final int CLIENTS = 2;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Makes a picture of its own kind whatever it is told, and writes it where it is told. */
    private static final String SD_CLI = """
            #!/bin/sh
            case "$1" in
              --help) echo "--model --prompt -p --cfg-scale --steps -W -H -o --diffusion-fa"; exit 0;;
              --version) echo "stable-diffusion.cpp version unknown, commit abcdef0"; exit 0;;
            esac
            while [ $# -gt 0 ]; do
              if [ "$1" = -o ]; then cp "$(dirname "$0")/picture.png" "$2"; fi
              shift
            done
            """;

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static HttpServer app;

    @BeforeAll
    static void start() throws Exception {
        Path models = temp.resolve("models");
        new ParrotWhisper().write(Files.createDirectories(models.resolve("stt")).resolve("hearer.bin"));
        new AnalyticDiffusers().write(models.resolve("onnx/painter"));
        Files.createDirectories(models.resolve("sd"));
        Files.writeString(models.resolve("sd/weights.gguf"), "weights");
        Path tools = Files.createDirectories(temp.resolve("tools"));
        Files.write(tools.resolve("picture.png"), png());
        Path sdCli = Files.writeString(tools.resolve("sd-cli"), SD_CLI);
        Files.setPosixFilePermissions(sdCli, PosixFilePermissions.fromString("rwx------"));
        app = app();
        atelier = Atelier.start(
                temp.resolve("home"),
                Map.of(
                        "ATELIER_MODELS_ROOT",
                        models.toString(),
                        "ATELIER_JOB_SLOTS",
                        "4",
                        "HOME",
                        Files.createDirectory(temp.resolve("user")).toString(),
                        "STUDIO_WORKER_SD_CLI",
                        sdCli.toString(),
                        "ATELIER_GRADIO_ENDPOINT_URL",
                        "http://127.0.0.1:" + app.getAddress().getPort()),
                "run");
        model("hearer", "audio_stt", "whisper-cpp", List.of());
        model("painter", "image", "onnx", List.of());
        model("afar", "image", "gradio", List.of());
        model(
                "sd",
                "image",
                "sd-cpp",
                List.of(Map.of(
                        "role", "model", "url", "https://models.example/weights.gguf", "filename", "weights.gguf")));
    }

    @AfterAll
    static void stop() {
        atelier.close();
        app.stop(0);
    }

    /** An app as they were before there was a queue. */
    private static HttpServer app() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("{\"data\":[\"data:image/png;base64,"
                        + Base64.getEncoder().encodeToString(png()) + "\"]}")
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean asked = exchange.getRequestURI().getPath().equals("/run/predict");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(asked ? 200 : 404, asked ? answer.length : -1);
            if (asked) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static void model(String id, String kind, String engine, List<Map<String, String>> files) throws Exception {
        HttpResponse<byte[]> answer = atelier.call(
                "POST",
                "/models",
                Map.of(
                        "id",
                        id,
                        "kind",
                        kind,
                        "source",
                        Map.of("engine", engine, "files", files, "cliDefaults", Map.of("cfgScale", 1))));
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> picture(String model) throws Exception {
        Map<String, Object> body = new HashMap<>(Map.of("model", model, "prompt", "red", "ext", "png"));
        body.putAll(Map.of("width", 64, "height", 64, "steps", 2));
        return atelier.call("POST", "/image", body);
    }

    private static HttpResponse<byte[]> transcript() throws Exception {
        return atelier.call("POST", "/stt", Map.of("model", "hearer", "inputUrl", Samples.tone()));
    }

    private static boolean red(HttpResponse<byte[]> answer) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(answer.body()));
            int[] wanted = AnalyticDiffusers.colour("red");
            int pixel = picture.getRGB(32, 32);
            return near(pixel >> 16 & 255, wanted[0])
                    && near(pixel >> 8 & 255, wanted[1])
                    && near(pixel & 255, wanted[2]);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean near(int value, int wanted) {
        return Math.abs(value - wanted) <= 3;
    }

    private static boolean png(HttpResponse<byte[]> answer) {
        return answer.body().length > 8 && answer.body()[1] == 'P';
    }

    @Test
    void onnx() throws Exception {
        isReplacedUnderLoad("onnx", "engine-onnx", () -> picture("painter"), EveryEngineTest::red);
        // where ONNX Runtime keeps the name that it tells its maker about this machine under
        assertThat(temp.resolve("user/.cache/Microsoft")).doesNotExist();
    }

    @Test
    void whisper() throws Exception {
        isReplacedUnderLoad("whisper-cpp", "engine-whisper", EveryEngineTest::transcript, answer -> text(answer)
                .contains(ParrotWhisper.WORDS));
    }

    @Test
    void stableDiffusion() throws Exception {
        isReplacedUnderLoad("sd-cpp", "engine-sdcpp", () -> picture("sd"), EveryEngineTest::png);
    }

    @Test
    void gradio() throws Exception {
        isReplacedUnderLoad("gradio", "engine-gradio", () -> picture("afar"), EveryEngineTest::png);
    }

    @Test
    void speech() throws Exception {
        isReplacedUnderLoad(
                "speech",
                "engine-speech",
                () -> atelier.call("POST", "/tts", Map.of("model", "speech", "text", "And on we go.")),
                answer -> answer.body().length > 20_000);
    }

    @Test
    void video() throws Exception {
        isReplacedUnderLoad(
                "video",
                "engine-video",
                () -> atelier.call(
                        "POST",
                        "/video",
                        Map.of("model", "video", "prompt", "x", "seconds", 0.25, "width", 64, "height", 64)),
                answer -> new String(answer.body(), 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp"));
    }

    @FunctionalInterface
    private interface Request {
        HttpResponse<byte[]> send() throws Exception;
    }

    private void isReplacedUnderLoad(
            String engine, String bundle, Request request, Predicate<HttpResponse<byte[]>> good) throws Exception {
        JsonNode row = Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> atelier.get("/engines/" + engine).get(0),
                        now -> now.path("state").asText().equals("active"));
        // as many at once as it takes: whoever wants more is told that it is busy, swap or no swap
        int clients = Math.min(CLIENTS, row.path("slots").asInt());
        Path next = NextVersion.of(bundle, temp);
        ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(threads.submit(() -> {
                while (on.get()) {
                    HttpResponse<byte[]> answer = request.send();
                    if (answer.statusCode() == 200 && good.test(answer)) {
                        answers.add(answer.body().length);
                    } else {
                        trouble.add(answer.statusCode() + " "
                                + text(answer).lines().findFirst().orElse(""));
                        return null;
                    }
                }
                return null;
            }));
        }
        try {
            Awaitility.await().atMost(SOON).until(() -> answers.size() > 2 || !trouble.isEmpty());

            Atelier.Cli swap = atelier.cli("engines", "swap", next.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await().atMost(SOON).until(() -> !trouble.isEmpty() || newVersionWorks(engine));
        } finally {
            on.set(false);
            for (Future<?> client : running) {
                client.get();
            }
            threads.shutdown();
        }
        assertThat(trouble).isEmpty();
    }

    private static boolean newVersionWorks(String engine) throws Exception {
        for (JsonNode job : atelier.get("/jobs/all")) {
            if (job.path("engine").asText().equals(engine)
                    && job.path("engineVersion").asText().equals(NextVersion.NUMBER)
                    && job.path("status").asText().equals("completed")) {
                return true;
            }
        }
        return false;
    }
}
