package dev.atelier.benchmarks;

import dev.atelier.model.samples.ParrotGguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the program adds to the engines: beside the same library, and beside the same program, with nothing around them. */
final class EngineBenchmark {
    private static final int PICTURES = Integer.getInteger("engine.pictures", 15);
    private static final int JOBS = Integer.getInteger("engine.jobs", 1_000);
    private static final int STARTS = Integer.getInteger("engine.starts", 5);
    private static final int WARM_UP = 3;
    private static final int CONTEXT = 2048;
    /** As many numbers a token, layers and words as make an answer of about a second. */
    private static final int SIDE = 512;

    private static final int LAYERS = 8;
    private static final int WORDS = 150;
    private static final String PROGRAM = """
            #!/bin/sh
            case "$1" in --help) echo "--model -p --cfg-scale --steps -W -H -o --diffusion-fa"; exit 0;; --version) exit 0;; esac
            while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out=$2; fi; shift; done
            sleep 0.5
            cp "$(dirname "$0")/picture.png" "$out"
            """;
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    private EngineBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path models = Files.createDirectories(scratch.resolve("engine-models"));
        Path llm = Files.createDirectories(models.resolve("llm"));
        Path large = new ParrotGguf()
                .saying(IntStream.range(0, WORDS).mapToObj(i -> "word" + i).collect(Collectors.joining(" ")))
                .sized(SIDE, LAYERS)
                .write(llm.resolve("large.gguf"));
        new ParrotGguf().write(llm.resolve("small.gguf"));
        Path tool = tool(scratch);
        List<Row> rows = new ArrayList<>();
        try (Program program = new Program(
                Files.createTempDirectory(scratch, "home"),
                Map.of("ATELIER_MODELS_ROOT", models.toString(), "STUDIO_WORKER_SD_CLI", tool.toString()))) {
            model(program, "large", "llm", "llama-cpp", List.of());
            model(program, "small", "llm", "llama-cpp", List.of());
            Files.createDirectories(models.resolve("picture"));
            Files.writeString(models.resolve("picture/w.gguf"), "w");
            model(
                    program,
                    "picture",
                    "image",
                    "sd-cpp",
                    List.of(Map.of("role", "model", "url", "https://models.example/w.gguf", "filename", "w.gguf")));
            rows.addAll(TextBenchmark.run(program, large, scratch));
            rows.addAll(starts(program, large, scratch));
            rows.add(pictures(program, tool));
            rows.addAll(many(program));
        }
        return rows;
    }

    private static Path tool(Path scratch) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("tool"));
        Files.write(folder.resolve("picture.png"), Base64.getDecoder().decode(PNG));
        Path tool = Files.writeString(folder.resolve("sd-cli"), PROGRAM);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        return tool;
    }

    private static void model(Program program, String id, String kind, String engine, List<Map<String, String>> files)
            throws IOException, InterruptedException {
        Map<String, Object> source = Map.of("engine", engine, "files", files, "cliDefaults", Map.of());
        program.call("POST", "/models", Map.of("id", id, "kind", kind, "vramGbEstimate", 0.1, "source", source));
    }

    /** A job on a child that is there, one whose child has to be started, and a process for each answer. */
    private static List<Row> starts(Program program, Path large, Path scratch) throws Exception {
        List<Double> warm = new ArrayList<>();
        List<Double> cold = new ArrayList<>();
        List<Double> each = new ArrayList<>();
        int unused = TextBenchmark.chat(program, "small");
        for (int i = 0; i < STARTS; i++) {
            long from = System.nanoTime();
            unused = TextBenchmark.chat(program, "small");
            warm.add(seconds(from) * 1000);
            children(program);
            from = System.nanoTime();
            unused = TextBenchmark.chat(program, "small");
            cold.add(seconds(from) * 1000);
            from = System.nanoTime();
            try (BareModel peer = new BareModel(large.resolveSibling("small.gguf"), CONTEXT, scratch)) {
                unused = peer.ask("tell me");
            }
            each.add(seconds(from) * 1000);
        }
        return List.of(
                Row.beside(
                        "engines",
                        "a short answer, warm (peer: a process for each)",
                        Measured.median(warm),
                        Measured.median(each),
                        "ms"),
                Row.beside(
                        "engines",
                        "the same when its child has to be started",
                        Measured.median(cold),
                        Measured.median(each),
                        "ms"));
    }

    /** Ends the processes of small models; the next job starts one. */
    private static void children(Program program) {
        ProcessHandle.of(program.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(child -> child.info().commandLine().orElse("").contains("LlamaWorker"))
                .forEach(child -> {
                    child.destroyForcibly();
                    child.onExit().join();
                });
    }

    private static Row pictures(Program program, Path tool) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        Path out = tool.resolveSibling("out.png");
        for (int i = -WARM_UP; i < PICTURES; i++) {
            long from = System.nanoTime();
            var answer = program.call(
                    "POST",
                    "/image",
                    Map.of("model", "picture", "prompt", "x", "ext", "png", "width", 64, "height", 64));
            double millis = seconds(from) * 1000;
            if (answer.statusCode() != 200) {
                throw new IOException("no picture: " + answer.body());
            }
            from = System.nanoTime();
            new ProcessBuilder(tool.toString(), "-p", "x", "-o", out.toString())
                    .start()
                    .waitFor();
            if (i >= 0) {
                ours.add(millis);
                bare.add(seconds(from) * 1000);
            }
        }
        double peer = Measured.median(bare);
        return Row.against(
                "engines",
                "a picture by a program that takes half a second",
                Measured.median(ours),
                peer,
                "ms",
                Math.max(peer * 1.03, peer + 20));
    }

    private static List<Row> many(Program program) throws Exception {
        List<Double> jobs = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        int warm = JOBS / 4;
        for (int i = 0; i < warm + JOBS; i++) {
            int unused = TextBenchmark.chat(program, "small");
            if (i >= warm && i % 20 == 0) {
                jobs.add((double) i);
                memory.add(Measured.rssMb(program.pid()));
            }
        }
        double slope = Measured.slopePer1000(
                jobs.stream().mapToDouble(Double::doubleValue).toArray(),
                memory.stream().mapToDouble(Double::doubleValue).toArray());
        return List.of(Row.met("engines", "RSS slope of the worker over " + JOBS + " answers", slope, "MB", 5));
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
