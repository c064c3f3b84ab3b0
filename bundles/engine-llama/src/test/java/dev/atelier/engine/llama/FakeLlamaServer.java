package dev.atelier.engine.llama;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Speaks as llama-server does. What it says is up to the last message: {@code slow}, {@code think}, {@code together} … */
public final class FakeLlamaServer {
    static final String WORDS = "from the server";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final @Nullable String key = System.getenv("LLAMA_API_KEY");
    private final AtomicInteger asked = new AtomicInteger();
    private final CyclicBarrier together = new CyclicBarrier(2);
    private final long startedAt = System.nanoTime();

    private FakeLlamaServer(Path folder) {
        this.folder = folder;
    }

    /** A program of that name in the folder, in a Java of its own. */
    static Path program(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Path file = Files.createDirectories(folder).resolve("llama-server");
            Files.writeString(
                    file, """
                    #!/bin/sh
                    here=$(cd "$(dirname "$0")" && pwd)
                    if [ "$1" = --version ]; then echo 'version: 10453 (abcdef0)'; exit 0; fi
                    if [ "$1" = --help ]; then cat "$here/help" 2>/dev/null; exit 0; fi
                    if [ -f "$here/broken" ]; then echo 'unknown model architecture' >&2; exit 1; fi
                    exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s "$here" "$@"
                    """.formatted(java, System.getProperty("java.class.path"), FakeLlamaServer.class.getName()));
            if (!file.toFile().setExecutable(true)) {
                throw new IOException(file + " cannot be made executable");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param args the folder to write things down in, and what the real one is started with */
    public static void main(String[] args) throws IOException {
        FakeLlamaServer fake = new FakeLlamaServer(Path.of(args[0]));
        List<String> told = List.of(args).subList(1, args.length);
        fake.note("told", String.join(" ", told));
        fake.note("pids", Long.toString(ProcessHandle.current().pid()));
        int port = Integer.parseInt(told.get(told.indexOf("--port") + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", fake::answer);
        server.start();
    }

    private synchronized void note(String file, String line) throws IOException {
        Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** How long it loads, when a test wants it longer. */
    private long loadingNanos() throws IOException {
        Path millis = folder.resolve("loading-ms");
        return Files.exists(millis) ? TimeUnit.MILLISECONDS.toNanos(Long.parseLong(Files.readString(millis))) : 0;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        boolean known = key != null
                && ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (path.equals("/health")) {
            boolean loading = asked.incrementAndGet() < 3 || System.nanoTime() - startedAt < loadingNanos();
            reply(exchange, loading ? 503 : 200, loading ? "{\"error\":{\"code\":503}}" : "{\"status\":\"ok\"}");
        } else if (!known) {
            reply(exchange, 401, "{\"error\":{\"message\":\"Invalid API Key\"}}");
        } else if (path.equals("/tokenize")) {
            String text = MAPPER.readTree(body).path("content").asText();
            reply(
                    exchange,
                    200,
                    "{\"tokens\":" + List.copyOf(text.chars().boxed().toList()) + "}");
        } else if (path.equals("/props")) {
            reply(exchange, 200, "{}");
        } else {
            note("requests", new String(body, UTF_8));
            if (Files.exists(folder.resolve("deadly"))) {
                Runtime.getRuntime().halt(139);
            }
            JsonNode messages = MAPPER.readTree(body).path("messages");
            chat(exchange, messages.path(messages.size() - 1).path("content").asText());
        }
    }

    private void chat(HttpExchange exchange, String wish) throws IOException {
        if (wish.equals("long")) {
            reply(
                    exchange,
                    400,
                    "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\","
                            + "\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":3000,\"n_ctx\":2048}}");
            return;
        }
        if (wish.equals("critic")) {
            reply(exchange, 500, "{\"error\":{\"code\":500,\"message\":\"no critics here at row 1, column 2:\"}}");
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            stream(out, wish);
        }
    }

    private void stream(OutputStream out, String wish) throws IOException {
        event(out, "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}");
        switch (wish) {
            case "slow" -> {
                say(out, "content", "once ");
                untilHungUp(out);
            }
            case "think" -> {
                say(out, "reasoning_content", "hm ");
                say(out, "reasoning_content", "so");
                say(out, "content", "yes ");
                say(out, "content", "indeed");
            }
            case "together" -> say(out, "content", inTwos() ? "both of us" : "alone");
            case "fails" -> event(out, "{\"error\":{\"code\":500,\"message\":\"failed to decode\"}}");
            case "json" -> say(out, "content", "{\"n\":44}");
            default -> {
                for (String word : WORDS.split("(?<= )", -1)) {
                    say(out, "content", word);
                }
            }
        }
        String end = wish.equals("cut") ? "length" : "stop";
        event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + end + "\"}]}");
        event(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}");
        out.write("data: [DONE]\n\n".getBytes(UTF_8));
    }

    /** Whether another asks for the same at this moment. */
    private boolean inTwos() {
        try {
            together.await(10, TimeUnit.SECONDS);
            return true;
        } catch (BrokenBarrierException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Comments keep a stream open, and fail once nobody is there. */
    private void untilHungUp(OutputStream out) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(10, TimeUnit.MILLISECONDS)) {
                out.write(": ping\n\n".getBytes(UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            note("hung-up", "yes");
            throw e;
        }
    }

    private static void say(OutputStream out, String member, String text) throws IOException {
        event(
                out,
                "{\"choices\":[{\"index\":0,\"delta\":{\"" + member + "\":" + MAPPER.writeValueAsString(text) + "}}]}");
    }

    private static void event(OutputStream out, String json) throws IOException {
        out.write(("data: " + json + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
