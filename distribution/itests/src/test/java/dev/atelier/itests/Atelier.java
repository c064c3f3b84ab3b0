package dev.atelier.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The built program as a process of its own, with a home of its own and free ports. Closing it kills it. */
final class Atelier implements AutoCloseable {
    static final Path DIST = Path.of(System.getProperty("atelier.dist")).normalize();
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofMinutes(2);

    private final Path home;
    private final Map<String, String> environment;
    private final Process process;
    private final String readyLine;
    private final List<String> output = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch silent = new CountDownLatch(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private JsonNode endpoints;

    private Atelier(Path home, Map<String, String> environment, List<String> command) throws IOException {
        this.home = home;
        this.environment = environment;
        String role = command.get(0);
        this.readyLine = "ready " + (Set.of("studio", "runtime").contains(role) ? role : "worker") + " ";
        ProcessBuilder builder = builder(home, environment, command).redirectErrorStream(true);
        this.process = builder.start();
        Thread reader = new Thread(this::read, "atelier-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code atelier run} and waits until it says it is ready. */
    static Atelier run(Path home) throws Exception {
        return start(home, Map.of(), "run");
    }

    static Atelier start(Path home, Map<String, String> environment, String... command) throws Exception {
        Atelier atelier = launch(home, environment, command);
        if (!atelier.ready.await(START.toSeconds(), TimeUnit.SECONDS) || !atelier.process.isAlive()) {
            String stuck = atelier.threads();
            atelier.close();
            throw new AssertionError("not ready: " + atelier.output() + stuck);
        }
        atelier.endpoints = JSON.readTree(home.resolve("run/endpoints.json").toFile());
        return atelier;
    }

    /** Starts it without waiting for anything. */
    static Atelier launch(Path home, Map<String, String> environment, String... command) throws IOException {
        return new Atelier(home, environment, List.of(command));
    }

    private static ProcessBuilder builder(Path home, Map<String, String> environment, List<String> command) {
        List<String> line = new ArrayList<>();
        line.add(DIST.resolve("bin/atelier").toString());
        line.addAll(command);
        line.add("--home");
        line.add(home.toString());
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> env = builder.environment();
        env.keySet().removeIf(name -> name.startsWith("ATELIER_") || name.startsWith("STUDIO_WORKER_"));
        env.put("ATELIER_HTTP_PORT", "0");
        env.put("ATELIER_LOCAL_API_PORT", "0");
        env.put("ATELIER_RUNTIME_PORT", "0");
        env.put("ATELIER_MODELS_ROOT", home.resolve("models").toString()); // not those of whoever runs the tests
        env.put("NO_COLOR", "1");
        env.putAll(environment);
        return builder;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.startsWith(readyLine)) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            // the process has gone; what it said is kept
        } finally {
            ready.countDown();
            silent.countDown();
        }
    }

    Path home() {
        return home;
    }

    /** How it stands and the end of what it wrote, for a test that is about to fail; gone with the home afterwards. */
    String lastWords() {
        StringBuilder words =
                new StringBuilder(process.isAlive() ? "it runs" : "it has ended with exit code " + process.exitValue());
        words.append("; it said: ").append(output());
        try {
            List<String> log = Files.readAllLines(home.resolve("logs/atelier.log"));
            log.subList(Math.max(0, log.size() - 40), log.size())
                    .forEach(line -> words.append('\n').append(line));
        } catch (IOException e) {
            words.append("; its log cannot be read: ").append(e);
        }
        return words.toString();
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    JsonNode endpoints() {
        return Objects.requireNonNull(endpoints, "started with start()");
    }

    String console() {
        return endpoints().path("console").path("url").asText();
    }

    /** The listener of the console, health and metrics. */
    String origin() {
        URI uri = URI.create(console());
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    String token() {
        return endpoints().path("localApi").path("token").asText();
    }

    String localApi() {
        return endpoints().path("localApi").path("url").asText();
    }

    /** Waits until a line of the output contains the text and returns it. */
    String lineWith(String text) {
        return org.awaitility.Awaitility.await()
                .atMost(START)
                .until(
                        () -> {
                            synchronized (output) {
                                return output.stream()
                                        .filter(l -> l.contains(text))
                                        .findFirst();
                            }
                        },
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** What its threads do, to see what it waits for. */
    private String threads() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A call of the local API with the right token. */
    HttpResponse<byte[]> call(String method, String path, Object json) throws Exception {
        HttpRequest.BodyPublisher body = json == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json instanceof String s ? s : JSON.writeValueAsString(json));
        return http.send(
                HttpRequest.newBuilder(URI.create(localApi() + path))
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(60))
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode get(String path) throws Exception {
        return JSON.readTree(call("GET", path, null).body());
    }

    HttpResponse<String> open(String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Runs a client command against this home. */
    Cli cli(String... arguments) throws Exception {
        return Cli.run(home, environment, "", arguments);
    }

    /** SIGTERM, as a service manager would; the exit code. */
    int stop() throws Exception {
        process.destroy();
        return exit();
    }

    /** Waits until it has gone, and all that it said is known. */
    int exit() throws Exception {
        // one that was never awaited has a whole start before its end
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || !silent.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + output() + threads());
        }
        return process.exitValue();
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void kill() throws Exception {
        process.destroyForcibly();
        exit();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client command and how it ended. */
    record Cli(int code, String out, String err, Duration took) {
        static Cli run(Path home, Map<String, String> environment, String input, String... arguments) throws Exception {
            Path out = Files.createTempFile("atelier-out", ".txt");
            Path err = Files.createTempFile("atelier-err", ".txt");
            try {
                long from = System.nanoTime();
                Process process = builder(home, environment, List.of(arguments))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // it did not want to read
                }
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("no end of atelier " + String.join(" ", arguments) + ": "
                            + Files.readString(out) + Files.readString(err));
                }
                return new Cli(
                        process.exitValue(),
                        Files.readString(out),
                        Files.readString(err),
                        Duration.ofNanos(System.nanoTime() - from));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        }

        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("not one JSON document: " + out, e);
            }
        }
    }
}
