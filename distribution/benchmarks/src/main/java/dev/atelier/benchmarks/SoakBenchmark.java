package dev.atelier.benchmarks;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many swaps in one process: what stays behind. First to and fro between two versions, then new versions only. Classes
 * are counted after a collection, which alone unloads them.
 */
final class SoakBenchmark {
    private static final int SWAPS = Integer.getInteger("soak.swaps", 2000);
    private static final int INSTALLS = Integer.getInteger("soak.installs", 500);
    /** The JDK writes accessors for what is called by reflection a while after the first calls, for some hundred swaps. */
    private static final int WARM_UP = Integer.getInteger("soak.warmup", 500);

    private static final int PART = 1000;
    private static final Pattern CLASSES =
            Pattern.compile("(?m)^atelier_jvm_classes_loaded(?:\\{[^}]*})? ([0-9.eE+]+)$");

    private SoakBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path folder = scratch.resolve("soak-versions");
        List<Row> rows = new ArrayList<>();
        try (Program program =
                new Program(scratch.resolve("soak-home"), Map.of("ATELIER_ENGINES_PROBATION_SECS", "0"))) {
            program.install(version(folder, 1));
            program.install(version(folder, 2));
            for (int i = 0; i < WARM_UP; i++) {
                program.rollback("soaked");
            }
            Snapshot before = Snapshot.of(program);
            toAndFro(program, before, rows);
            newOnes(program, folder, rows);
            Snapshot after = Snapshot.of(program);
            rows.add(Row.met("soak", "threads more", Math.max(0, after.threads() - before.threads()), "", 0));
            rows.add(Row.met("soak", "open files more", Math.max(0, (double) (after.files() - before.files())), "", 0));
            return rows;
        }
    }

    private static void toAndFro(Program program, Snapshot before, List<Row> rows) throws Exception {
        List<Double> steps = new ArrayList<>();
        List<Double> rss = new ArrayList<>();
        Snapshot last = before;
        for (int i = 0; i < SWAPS; i++) {
            program.rollback("soaked");
            if (i % 20 == 0) {
                steps.add((double) i);
                rss.add(Measured.rssMb(program.pid()));
            }
            if ((i + 1) % PART == 0 || i + 1 == SWAPS) {
                Snapshot now = Snapshot.of(program);
                int from = i / PART * PART + 1;
                rows.add(Row.met(
                        "soak",
                        "loaded classes more, swaps " + from + " to " + (i + 1),
                        now.classes() - last.classes(),
                        "",
                        0));
                last = now;
            }
        }
        rows.add(
                Row.met("soak", "RSS slope per 1,000 swaps", Measured.slopePer1000(array(steps), array(rss)), "MB", 5));
    }

    /** The first tenth is not counted: what an install calls has warmed up by then. */
    private static void newOnes(Program program, Path folder, List<Row> rows) throws Exception {
        int warmUp = INSTALLS / 10;
        Snapshot before = Snapshot.of(program);
        for (int i = 0; i < INSTALLS; i++) {
            if (i == warmUp) {
                before = Snapshot.of(program);
            }
            program.install(version(folder, i + 3));
        }
        rows.add(Row.met(
                "soak",
                "loaded classes more after " + (INSTALLS - warmUp) + " installs of new versions",
                Snapshot.of(program).classes() - before.classes(),
                "",
                0));
    }

    private static Path version(Path folder, int number) throws IOException {
        return TestEngines.build(folder, Spec.of("soaked", number + ".0.0"));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private record Snapshot(double classes, int threads, long files) {
        static Snapshot of(Program program) throws Exception {
            Measured.collect(program.pid());
            Matcher classes = CLASSES.matcher(program.metrics());
            return new Snapshot(
                    classes.find() ? Double.parseDouble(classes.group(1)) : Double.NaN,
                    Measured.threads(program.pid()),
                    Measured.openFiles(program.pid()));
        }
    }
}
