package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A model in memory over HTTP, and the same library in a process of its own with nothing around it. The peer has the
 * model, the context and the compiler options of the program's child; it applies no template and sends nobody a piece,
 * it counts them. The two take turns, and who begins changes each time, so that what else the machine does falls on
 * both; each pair of answers is compared by itself.
 */
final class TextBenchmark {
    private static final int ANSWERS = Integer.getInteger("engine.answers", 30);
    private static final int WARM_UP = 6;
    private static final int CONTEXT = 2048;

    private final Program program;
    private final String model;
    private final BareModel peer;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> bare = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();
    private double oursCpu;
    private double bareCpu;
    private int tokens;

    private TextBenchmark(Program program, String model, BareModel peer) {
        this.program = program;
        this.model = model;
        this.peer = peer;
    }

    static List<Row> run(Program program, Path large, Path scratch) throws Exception {
        load(program, "large");
        try (BareModel peer = new BareModel(large, CONTEXT, scratch)) {
            return new TextBenchmark(program, "large", peer).run();
        }
    }

    /** Asks again until its engine serves: on a busy machine that may come after the program is ready. */
    private static void load(Program program, String model) throws Exception {
        JsonNode state = program.get("/models/" + model + "/state");
        while (!state.path("state").asText().equals("loaded")) {
            if (state.path("state").asText().equals("failed")) {
                throw new IOException("not loaded: " + state);
            }
            program.call("POST", "/models/" + model + "/load", null);
            TimeUnit.MILLISECONDS.sleep(50);
            state = program.get("/models/" + model + "/state");
        }
    }

    private List<Row> run() throws Exception {
        for (int i = -WARM_UP; i < ANSWERS; i++) {
            boolean first = i % 2 == 0;
            double before = first ? bare() : 0;
            double own = own();
            double other = first ? before : bare();
            if (i < 0) {
                oursCpu = 0;
                bareCpu = 0;
            } else {
                ours.add(own);
                bare.add(other);
                shares.add(own / other);
            }
        }
        return List.of(
                Row.atLeast(
                        "engines",
                        "tokens a second of a model in memory, over the local API",
                        Measured.median(ours),
                        Measured.median(bare),
                        "/s",
                        0.97),
                Row.atLeast(
                        "engines", "the same, each answer beside its neighbour", Measured.median(shares), 1, "", 0.97),
                Row.beside(
                        "engines",
                        "processor time of a token, the model's own included",
                        oursCpu / ANSWERS / tokens,
                        bareCpu / ANSWERS / tokens,
                        "ms"));
    }

    private double own() throws Exception {
        double cpu = programCpu();
        long from = System.nanoTime();
        tokens = chat(program, model);
        double rate = tokens / ((System.nanoTime() - from) / 1e9);
        oursCpu += programCpu() - cpu;
        return rate;
    }

    private double bare() throws Exception {
        double cpu = Measured.cpuMillis(peer.pid());
        long from = System.nanoTime();
        int pieces = peer.ask("tell me");
        double rate = pieces / ((System.nanoTime() - from) / 1e9);
        bareCpu += Measured.cpuMillis(peer.pid()) - cpu;
        if (tokens > 0 && pieces != tokens) {
            throw new IOException("another answer: " + pieces + " tokens instead of " + tokens);
        }
        return rate;
    }

    /** Of the program and of all its children. */
    private double programCpu() throws IOException {
        double all = Measured.cpuMillis(program.pid());
        for (long child : ProcessHandle.of(program.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid)
                .toArray()) {
            all += Measured.cpuMillis(child);
        }
        return all;
    }

    static int chat(Program program, String model) throws IOException, InterruptedException {
        var answer = program.call(
                "POST",
                "/v1/chat/completions",
                Map.of(
                        "model",
                        model,
                        "max_tokens",
                        1000,
                        "temperature",
                        0,
                        "messages",
                        List.of(Map.of("role", "user", "content", "tell me"))));
        JsonNode json = Program.JSON.readTree(answer.body());
        if (answer.statusCode() != 200) {
            throw new IOException("no answer: " + answer.body());
        }
        return json.path("usage").path("completion_tokens").asInt();
    }
}
