package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A large model file from this machine to this machine, beside curl and a sync of what it wrote; they take turns. */
final class DownloadBenchmark {
    private static final long BYTES = Long.getLong("download.mb", 2048) << 20;
    private static final int RUNS = Integer.getInteger("download.runs", 3);

    private DownloadBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path file = scratch.resolve("model.bin");
        Path models = Files.createDirectories(scratch.resolve("models"));
        write(file);
        List<Double> whole = new ArrayList<>();
        List<Double> wholeCurl = new ArrayList<>();
        List<Double> rest = new ArrayList<>();
        List<Double> restCurl = new ArrayList<>();
        List<Double> checked = new ArrayList<>();
        List<Double> checkedCurl = new ArrayList<>();
        String sha256 = sha256(file);
        try (FileHost host = new FileHost(file);
                Program program = new Program(
                        Files.createTempDirectory(scratch, "home"), Map.of("ATELIER_MODELS_ROOT", models.toString()))) {
            for (int i = 0; i < RUNS; i++) {
                whole.add(ours(program, host, models, "whole" + i, file, 0, ""));
                wholeCurl.add(curl(host, models.resolve("curl"), file, 0, "true"));
                rest.add(ours(program, host, models, "rest" + i, file, BYTES / 2, ""));
                restCurl.add(curl(host, models.resolve("curl"), file, BYTES / 2, "true"));
                checked.add(ours(program, host, models, "checked" + i, file, 0, sha256));
                checkedCurl.add(curl(host, models.resolve("curl"), file, 0, "sha256sum"));
            }
        }
        Files.delete(file);
        return List.of(
                row("a whole file of " + (BYTES >> 20) + " MiB", whole, wholeCurl),
                row("the second half of it, the first being here", rest, restCurl),
                row("a whole file and its sha256", checked, checkedCurl));
    }

    private static Row row(String figure, List<Double> ours, List<Double> peer) {
        return Row.atLeast("download", figure, Measured.median(ours), Measured.median(peer), "MB/s", 0.9);
    }

    private static double ours(
            Program program, FileHost host, Path models, String id, Path file, long there, String sha256)
            throws IOException, InterruptedException {
        Path target = Files.createDirectories(models.resolve(id)).resolve("model.bin");
        begin(file, target.resolveSibling("model.part"), there);
        program.call(
                "POST",
                "/models",
                Map.of(
                        "id",
                        id,
                        "kind",
                        "image",
                        "source",
                        Map.of(
                                "engine",
                                "sd-cpp",
                                "files",
                                List.of(Map.of(
                                        "role", "model", "url", host.url(), "filename", "model.bin", "sha256", sha256)),
                                "cliDefaults",
                                Map.of())));
        long from = System.nanoTime();
        program.call("POST", "/models/" + id + "/download", null);
        JsonNode download = program.get("/models/" + id + "/download");
        while (download.path("state").asText().equals("running")) {
            TimeUnit.MILLISECONDS.sleep(5);
            download = program.get("/models/" + id + "/download");
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        if (!download.path("state").asText().equals("done")) {
            throw new IOException("not downloaded: " + download);
        }
        Files.delete(target);
        return (BYTES - there) / 1e6 / seconds;
    }

    private static double curl(FileHost host, Path target, Path file, long there, String then)
            throws IOException, InterruptedException {
        begin(file, target, there);
        long from = System.nanoTime();
        run("curl", "-s", "-f", "-C", "-", "-o", target.toString(), host.url());
        run("sync", target.toString());
        run(then, target.toString());
        double seconds = (System.nanoTime() - from) / 1e9;
        Files.delete(target);
        return (BYTES - there) / 1e6 / seconds;
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor()
                != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    private static void begin(Path file, Path part, long there) throws IOException {
        if (there > 0) {
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                    FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (long at = 0; at < there; ) {
                    at += in.transferTo(at, there - at, out);
                }
                out.force(true);
            }
        }
    }

    private static void write(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        try (var out = Files.newOutputStream(file)) {
            for (long at = 0; at < BYTES; at += block.length) {
                out.write(block);
            }
        }
    }
}
