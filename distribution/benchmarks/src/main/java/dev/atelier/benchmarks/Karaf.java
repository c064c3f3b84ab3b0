package dev.atelier.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A minimal Karaf with its web console: the peer. Its first start, which fetches the console, is not measured. */
final class Karaf {
    private static final Path ARCHIVE = Path.of(System.getProperty("karaf", "karaf"));
    private static final int START_SECONDS = 180;

    private final Path base;
    private final int port;

    private Karaf(Path base, int port) {
        this.base = base;
        this.port = port;
    }

    static Karaf prepare(Path base) throws IOException, InterruptedException {
        copy(ARCHIVE, base);
        int port = freePort();
        Path features = base.resolve("etc/org.apache.karaf.features.cfg");
        // The ssh shell is left out: Atelier has none, and its key would be made during a start.
        Files.writeString(
                features,
                Files.readString(features)
                        .replace("ssh/", "# ssh/")
                        .replaceAll("(?m)^\\s*# ssh/.*$", "    http, http-whiteboard, webconsole, \\\\"));
        Files.writeString(
                base.resolve("etc/org.ops4j.pax.web.cfg"),
                "org.osgi.service.http.port=" + port + "\norg.ops4j.pax.web.listening.addresses=127.0.0.1\n");
        Files.writeString(
                base.resolve("etc/users.properties"),
                "\nbench = bench,_g_:admingroup\n_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n",
                StandardOpenOption.APPEND);
        Karaf karaf = new Karaf(base, port);
        karaf.sample(1);
        return karaf;
    }

    StartBenchmark.Sample sample(int settleSeconds) throws IOException, InterruptedException {
        long from = System.nanoTime();
        Process process = start();
        try {
            double seconds = (System.nanoTime() - from) / 1e9;
            TimeUnit.SECONDS.sleep(settleSeconds);
            return new StartBenchmark.Sample(seconds, Measured.rssMb(process.pid()));
        } finally {
            stop(process);
        }
    }

    /** Comes back once the console answers. */
    Process start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(base.resolve("bin/karaf").toString(), "server"))
                .redirectErrorStream(true)
                .redirectOutput(base.resolve("console.log").toFile());
        builder.environment().put("KARAF_EXEC", "exec");
        long from = System.nanoTime();
        Process process = builder.start();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - from > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                process.destroyForcibly();
                throw new IOException("Karaf did not start, see " + base.resolve("console.log"));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return process;
    }

    static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Takes effect at the next start. */
    void property(String name, Object value) throws IOException {
        Files.writeString(
                base.resolve("etc/system.properties"), "\n" + name + " = " + value + "\n", StandardOpenOption.APPEND);
    }

    /** Installs and starts, or updates in place the bundle of that name. */
    void upload(Path jar) throws IOException {
        HttpURLConnection call = connection("/system/console/bundles");
        call.setInstanceFollowRedirects(false);
        call.setDoOutput(true);
        call.setRequestMethod("POST");
        call.setRequestProperty("Content-Type", "multipart/form-data; boundary=bound");
        try (OutputStream out = call.getOutputStream()) {
            for (String[] field :
                    new String[][] {{"action", "install"}, {"bundlestart", "start"}, {"bundlestartlevel", "80"}}) {
                out.write(("--bound\r\nContent-Disposition: form-data; name=\"" + field[0] + "\"\r\n\r\n" + field[1]
                                + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            out.write(("--bound\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"" + jar.getFileName()
                            + "\"\r\nContent-Type: application/java-archive\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            Files.copy(jar, out);
            out.write("\r\n--bound--\r\n".getBytes(StandardCharsets.UTF_8));
        }
        if (call.getResponseCode() >= 400) {
            throw new IOException("Karaf refused an upload: " + call.getResponseCode());
        }
    }

    private boolean answers() {
        try {
            return connection("/system/console/bundles.json").getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpURLConnection connection(String path) throws IOException {
        HttpURLConnection call = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        call.setConnectTimeout(500);
        call.setReadTimeout(5000);
        call.setRequestProperty(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("bench:bench".getBytes(StandardCharsets.UTF_8)));
        return call;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
