package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** BullMQ in the versions of a lock file, on a Redis of its own that syncs every change before it answers. */
final class DispatchPeer implements DispatchRival {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "driver.mjs");
    private static final int ATTEMPTS = 200;

    private final Path folder;
    private final Process redis;
    private final int port;

    private DispatchPeer(Path folder, Process redis, int port) {
        this.folder = folder;
        this.redis = redis;
        this.port = port;
    }

    /** Empty where there is no {@code redis-server}, or no {@code npm} that reaches its registry. */
    static Optional<DispatchRival> prepare(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (String file : FILES) {
            try (InputStream resource =
                    Objects.requireNonNull(DispatchPeer.class.getResourceAsStream("/bullmq/" + file))) {
                Files.write(folder.resolve(file), resource.readAllBytes());
            }
        }
        try {
            var unused = run(folder, "", List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            int port = freePort();
            Process redis = new ProcessBuilder(
                            "redis-server",
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port),
                            "--dir",
                            folder.toString(),
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "always",
                            "--save",
                            "")
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .redirectErrorStream(true)
                    .start();
            DispatchPeer peer = new DispatchPeer(folder, redis, port);
            peer.awaitRedis();
            return Optional.of(peer);
        } catch (IOException e) {
            System.err.println("the peer of the dispatch is not installed: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Redis takes no port 0. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitRedis() throws IOException, InterruptedException {
        try {
            awaitPort(port);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static void awaitPort(int port) throws IOException, InterruptedException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("nobody listens on port " + port);
    }

    @Override
    public DispatchFigures.Latency oneAtATime(int jobs, int warmUp) throws IOException, InterruptedException {
        double cpu = Measured.cpuMillis(redis.pid());
        JsonNode answer = drive("latency", jobs, warmUp);
        List<Double> millis = new ArrayList<>();
        answer.path("millis").forEach(each -> millis.add(each.asDouble()));
        return new DispatchFigures.Latency(millis, (Measured.cpuMillis(redis.pid()) - cpu) / (jobs + warmUp));
    }

    @Override
    public DispatchFigures.Rate atOnce(int jobs, int warmUp, int workers, int clients)
            throws IOException, InterruptedException {
        double cpu = Measured.cpuMillis(redis.pid());
        JsonNode answer = drive("rate", jobs, warmUp, workers, clients);
        double redisCpu = (Measured.cpuMillis(redis.pid()) - cpu) / (jobs + warmUp);
        return new DispatchFigures.Rate(
                jobs / answer.path("seconds").asDouble(),
                redisCpu,
                redisCpu + answer.path("cpuMillis").asDouble() / jobs);
    }

    private JsonNode drive(String mode, int... numbers) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "driver.mjs", String.valueOf(port), mode));
        for (int number : numbers) {
            command.add(String.valueOf(number));
        }
        String input = Program.JSON.writeValueAsString(Map.of(
                "data",
                Program.JSON.readTree(DispatchPayload.JOB),
                "result",
                Program.JSON.readTree(DispatchPayload.RESULT)));
        return Program.JSON.readTree(run(folder, input, command));
    }

    private static String run(Path folder, String input, List<String> command)
            throws IOException, InterruptedException {
        Path problems = folder.resolve("problems.txt");
        Path in = Files.writeString(folder.resolve("input.json"), input);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectError(problems.toFile())
                .start();
        String answer;
        try (InputStream out = process.getInputStream()) {
            answer = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(problems));
        }
        return answer;
    }

    @Override
    public void close() {
        redis.destroy();
        try {
            if (!redis.waitFor(20, TimeUnit.SECONDS)) {
                redis.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
