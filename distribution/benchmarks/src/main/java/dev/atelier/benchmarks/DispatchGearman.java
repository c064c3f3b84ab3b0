package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The job server of Gearman, with background jobs in an SQLite queue that is synced for each. */
final class DispatchGearman implements DispatchRival {
    private final Process server;
    private final int port;

    private DispatchGearman(Process server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Empty where there is no {@code gearmand}. */
    static Optional<DispatchRival> prepare(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try {
            int port = DispatchPeer.freePort();
            Process server = new ProcessBuilder(
                            "gearmand",
                            "--listen=127.0.0.1",
                            "--port=" + port,
                            "--queue-type=libsqlite3",
                            "--libsqlite3-db=" + folder.resolve("queue.db"),
                            "--pid-file=" + folder.resolve("pid"),
                            "--log-file=" + folder.resolve("log"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            DispatchPeer.awaitPort(port);
            return Optional.of(new DispatchGearman(server, port));
        } catch (IOException e) {
            System.err.println("gearmand is not installed: " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public DispatchFigures.Latency oneAtATime(int jobs, int warmUp) throws Exception {
        try (DispatchLoad load = load(1, 1)) {
            load.oneAtATime(warmUp);
            double cpu = Measured.cpuMillis(server.pid());
            long[] nanos = load.oneAtATime(jobs);
            return new DispatchFigures.Latency(
                    Arrays.stream(nanos).mapToObj(each -> each / 1e6).toList(),
                    (Measured.cpuMillis(server.pid()) - cpu) / jobs);
        }
    }

    @Override
    public DispatchFigures.Rate atOnce(int jobs, int warmUp, int workers, int clients) throws Exception {
        try (DispatchLoad load = load(workers, clients)) {
            return load.rate(server.pid(), warmUp, jobs);
        }
    }

    private DispatchLoad load(int workers, int clients) throws IOException {
        DispatchLoad load = new DispatchLoad();
        for (int i = 0; i < workers; i++) {
            load.add(GearmanLine.worker(load, port));
        }
        for (int i = 0; i < clients; i++) {
            load.add(GearmanLine.client(load, port));
        }
        return load;
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
