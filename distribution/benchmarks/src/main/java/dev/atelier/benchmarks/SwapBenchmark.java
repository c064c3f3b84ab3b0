package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Four clients with 50 ms jobs while the engine is swapped: new versions are uploaded, and every other one taken back. */
final class SwapBenchmark {
    /** Between two swaps, so that jobs run from end to end without one too. */
    static final int PAUSE_MILLIS = 100;

    static final int SWAPS = Integer.getInteger("swap.count", 100);

    private SwapBenchmark() {}

    private record Ours(
            Waits waits, int jobs, int failed, int refused, List<Double> installs, List<Double> rollbacks) {}

    static List<Row> run(Path scratch) throws Exception {
        Ours ours = ours(scratch);
        PeerSwap.Result peer = PeerSwap.run(scratch);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("swap", "jobs run during " + SWAPS + " swaps", ours.jobs(), peer.jobs(), "", "", ""));
        rows.add(Row.against("swap", "jobs failed", ours.failed(), peer.failed(), "", 0));
        rows.add(Row.against("swap", "jobs refused", ours.refused(), peer.refused(), "", 0));
        rows.addAll(Waits.rows(ours.waits(), peer.waits()));
        String install = ours.installs().size() + " uploads of a new version: click → answer of it at a client, ";
        rows.add(Row.against("swap", install + "median", median(ours.installs()), median(peer.serving()), "ms", 200));
        rows.add(Row.against("swap", install + "longest", max(ours.installs()), max(peer.serving()), "ms", 200));
        String rollback = ours.rollbacks().size() + " roll-backs: click → answer of it at a client, ";
        rows.add(Row.met("swap", rollback + "median", median(ours.rollbacks()), "ms", 200));
        rows.add(Row.met("swap", rollback + "longest", max(ours.rollbacks()), "ms", 200));
        return rows;
    }

    private static Ours ours(Path scratch) throws Exception {
        Path folder = scratch.resolve("swap-versions");
        try (Program program = new Program(
                scratch.resolve("swap-home"),
                Map.of(
                        "ATELIER_JOB_SLOTS",
                        String.valueOf(Clients.COUNT),
                        "ATELIER_ENGINES_PROBATION_SECS",
                        "0",
                        "ATELIER_ENGINES_SOAK_SECS",
                        "3600"))) {
            program.install(version(folder, 1));
            program.call("POST", "/models", Models.of("swapped", "swapper"));
            Clients clients = new Clients(program);
            clients.during(() -> TimeUnit.SECONDS.sleep(Clients.QUIET_SECONDS)); // warms up
            List<Double> quiet = clients.during(() -> TimeUnit.SECONDS.sleep(Clients.QUIET_SECONDS));
            List<Double> installs = new ArrayList<>();
            List<Double> rollbacks = new ArrayList<>();
            List<Double> busy = clients.during(() -> swap(program, clients, folder, installs, rollbacks));
            return new Ours(
                    Waits.of(quiet, busy), busy.size(), clients.failed(), clients.refused(), installs, rollbacks);
        }
    }

    private static void swap(
            Program program, Clients clients, Path folder, List<Double> installs, List<Double> rollbacks)
            throws Exception {
        int serving = 1;
        int newest = 1;
        for (int i = 0; i < SWAPS; i++) {
            String[] operation = new String[1];
            if (i % 2 == 0) {
                Path jar = version(folder, ++newest);
                installs.add(clients.untilAnswered(newest + ".0.0", () -> operation[0] = program.beginInstall(jar)));
            } else {
                rollbacks.add(
                        clients.untilAnswered(serving + ".0.0", () -> operation[0] = program.beginRollback("swapper")));
            }
            JsonNode end = program.end(operation[0]);
            if (!end.path("state").asText().equals("done")) {
                throw new IOException("a swap did not end well: " + end);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private static Path version(Path folder, int number) throws IOException {
        return TestEngines.build(
                folder,
                Spec.of("swapper", number + ".0.0").slots(Clients.COUNT).takes(Duration.ofMillis(Waits.JOB_MILLIS)));
    }

    private static double median(List<Double> values) {
        return Measured.median(values);
    }

    private static double max(List<Double> values) {
        return values.isEmpty() ? Double.NaN : Collections.max(values);
    }
}
