package dev.atelier.benchmarks;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many swaps in one process: what stays behind. */
final class SoakBenchmark {
    private static final int SWAPS = Integer.getInteger("soak.swaps", 2000);
    private static final int WARM_UP = Integer.getInteger("soak.warmup", 300);
    private static final Pattern CLASSES =
            Pattern.compile("(?m)^atelier_jvm_classes_loaded(?:\\{[^}]*})? ([0-9.eE+]+)$");

    private SoakBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path one = TestEngines.build(scratch, Spec.of("soaked", "1.0.0"));
        Path two = TestEngines.build(scratch, Spec.of("soaked", "2.0.0"));
        try (Program program =
                new Program(scratch.resolve("soak-home"), Map.of("ATELIER_ENGINES_PROBATION_SECS", "0"))) {
            program.install(one);
            program.install(two);
            for (int i = 0; i < WARM_UP; i++) {
                program.rollback("soaked");
            }
            Snapshot before = Snapshot.of(program);
            List<Double> steps = new ArrayList<>();
            List<Double> rss = new ArrayList<>();
            for (int i = 0; i < SWAPS; i++) {
                program.rollback("soaked");
                if (i % 20 == 0) {
                    steps.add((double) i);
                    rss.add(Measured.rssMb(program.pid()));
                }
            }
            Snapshot after = Snapshot.of(program);
            return List.of(
                    Row.met(
                            "soak",
                            "loaded classes more after " + SWAPS + " swaps",
                            after.classes() - before.classes(),
                            "",
                            100),
                    Row.met(
                            "soak",
                            "RSS slope per 1,000 swaps",
                            Measured.slopePer1000(array(steps), array(rss)),
                            "MB",
                            5),
                    Row.met("soak", "threads more", Math.max(0, after.threads() - before.threads()), "", 0),
                    Row.met("soak", "open files more", Math.max(0, (double) (after.files() - before.files())), "", 0));
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private record Snapshot(double classes, int threads, long files) {
        static Snapshot of(Program program) throws Exception {
            Matcher classes = CLASSES.matcher(program.metrics());
            return new Snapshot(
                    classes.find() ? Double.parseDouble(classes.group(1)) : Double.NaN,
                    Measured.threads(program.pid()),
                    Measured.openFiles(program.pid()));
        }
    }
}
