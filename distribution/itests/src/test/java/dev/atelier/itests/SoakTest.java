package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes of everything at once: clients of all kinds, an engine that is swapped and rolled back without end, and a
 * process that is killed every half minute. {@code -Dsoak.minutes} says how long, {@code -Dsoak.seed} repeats the
 * choices of a run.
 */
@Tag("long")
class SoakTest {
    private static final int CLIENTS = 4;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private final Duration length =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("soak.minutes", "5"))));
    private final long seed = Long.getLong("soak.seed", System.nanoTime());
    private final RandomGenerator random = new java.util.Random(seed);
    private final CountDownLatch over = new CountDownLatch(1);
    private final SoakTally tally = new SoakTally();
    private int version = 1;

    @Test
    void nothingIsLostInMinutesOfWorkSwapsAndKills() throws Exception {
        Path home = temp.resolve("home");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (BundleServer bundles = new BundleServer(temp);
                SoakedProcess process = SoakedProcess.start(home)) {
            process.install(bundles.whole(build()));
            Samples.addModel(process.now().atelier(), "soaked", "llm", "soaked");
            List<Future<?>> busy = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                var client = new SoakClient(process, tally, new java.util.Random(seed + i));
                busy.add(threads.submit(() -> client.work(over)));
            }
            busy.add(threads.submit(() -> change(process, bundles)));

            killNowAndThen(process);
            over.countDown();
            for (Future<?> each : busy) {
                each.get(2, TimeUnit.MINUTES);
            }

            System.out.println("soak, seed " + seed + ": " + tally);
            assertThat(tally.troubles()).as("seed " + seed).isEmpty();
            assertThat(tally.ended()).isGreaterThan(0);
            assertSettled(process.now().atelier());
            assertThat(process.now().atelier().stop()).isZero();
        } finally {
            over.countDown();
            threads.shutdownNow();
        }
        assertNoLitter(home);
    }

    private Path build() throws Exception {
        return TestEngines.build(temp, Spec.of("soaked", "1.0." + version++).takes(Duration.ofMillis(30)));
    }

    private void killNowAndThen(SoakedProcess process) throws Exception {
        long until = System.nanoTime() + length.toNanos();
        while (until - System.nanoTime() > BETWEEN_KILLS.toNanos()) {
            // Up to a second more or less, so that it does not always hit the same moment of anything.
            long millis = BETWEEN_KILLS.toMillis() - 1000 + random.nextInt(2000);
            if (over.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
            process.killAndStart();
            tally.killed();
        }
        if (over.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("nobody ends it before its time");
        }
    }

    /** Swaps to ever new versions and back. */
    private Void change(SoakedProcess process, BundleServer bundles) throws Exception {
        var choice = new java.util.Random(seed - 1);
        while (over.getCount() > 0) {
            Path next = choice.nextInt(3) > 0 ? build() : null;
            process.whole(tally, atelier -> {
                var answer = next == null
                        ? atelier.call("POST", "/engines/soaked/rollback", null)
                        : SoakedProcess.askToInstall(atelier, bundles.whole(next));
                JsonNode json = Atelier.JSON.readTree(answer.body());
                if (answer.statusCode() == 409) {
                    tally.refused(json.path("error").asText());
                } else if (answer.statusCode() != 202) {
                    tally.trouble("change: " + answer.statusCode() + " " + json);
                } else {
                    JsonNode ended =
                            Samples.operation(atelier, json.path("operationId").asText());
                    if (!ended.path("state").asText().equals("done")) {
                        tally.trouble("operation: " + ended);
                    }
                    tally.changed();
                }
            });
        }
        return null;
    }

    private static void assertSettled(Atelier atelier) throws Exception {
        Awaitility.await()
                .untilAsserted(() -> assertThat(atelier.get("/jobs/active")).isEmpty());
        assertThat(atelier.open(atelier.origin() + "/readyz").statusCode()).isEqualTo(200);
        JsonNode rows = atelier.get("/engines");
        for (String engine : List.of("soaked", "synthetic")) {
            assertThat(rows)
                    .filteredOn(row -> row.path("id").asText().equals(engine)
                            && row.path("current").asBoolean())
                    .as(rows.toPrettyString())
                    .singleElement()
                    .satisfies(row -> assertThat(row.path("state").asText()).isEqualTo("active"));
        }
        assertThat(rows)
                .filteredOn(row -> !row.path("current").asBoolean())
                .allSatisfy(row -> assertThat(row.path("state").asText()).isIn("retired", "failed"))
                .as("one version to go back to")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.path("inFlight").asInt()).isZero());
        for (JsonNode operation : atelier.get("/engines/operations")) {
            assertThat(operation.path("state").asText())
                    .as(operation.toString())
                    .isNotEqualTo("running");
        }
    }

    private static void assertNoLitter(Path home) throws Exception {
        try (Stream<Path> state = Files.walk(home.resolve("state"));
                Stream<Path> engines = Files.walk(home.resolve("engines"))) {
            assertThat(Stream.concat(state, engines)
                            .map(Path::toString)
                            .filter(name ->
                                    name.endsWith(".tmp") || name.endsWith(".part") || name.contains(".corrupt")))
                    .isEmpty();
        }
        for (String folder : List.of("staging", "uploads", "scratch")) {
            Path passing = home.resolve("engines").resolve(folder);
            assertThat(!Files.exists(passing) || isEmpty(passing)).as(folder).isTrue();
        }
    }

    private static boolean isEmpty(Path folder) throws Exception {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }
}
