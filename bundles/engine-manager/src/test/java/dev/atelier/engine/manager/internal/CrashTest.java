package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.tck.fixture.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that dies after each line of its journal. The home of a worker that went all the way is copied, its journal
 * cut after line n as the disk would have it, its shortcut and its cache thrown away or kept; then the next process
 * starts over it.
 */
class CrashTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    private record Home(Path folder, List<String> journal, int before) {}

    /** A home with version 1.0.0 serving, and the journal of a swap to 1.1.0; both files lie in the store. */
    private Home swapped() throws Exception {
        Path folder = root.resolve("whole");
        int before;
        try (Worker worker = new Worker(folder)) {
            worker.install(Spec.of("paint", "1.0.0"));
            before = journal(folder).size();
            assertThat(worker.install(Spec.of("paint", "1.1.0")).state()).isEqualTo(Operation.State.DONE);
        }
        return new Home(folder, journal(folder), before);
    }

    private static List<String> journal(Path home) throws Exception {
        return Files.readAllLines(home.resolve("engines/journal.jsonl"));
    }

    private Path diedAfter(Home home, int lines, String torn, boolean withCache) throws Exception {
        Path folder = root.resolve("died-" + lines);
        copy(home.folder(), folder);
        Files.writeString(
                folder.resolve("engines/journal.jsonl"),
                String.join("\n", home.journal().subList(0, lines)) + "\n" + torn,
                StandardCharsets.UTF_8);
        Files.deleteIfExists(folder.resolve("engines/state.json"));
        if (!withCache) {
            delete(folder.resolve("cache"));
        }
        return folder;
    }

    @Test
    void endsWithOneVersionServingWhereverTheProcessDied() throws Exception {
        Home home = swapped();
        int switched = home.before();
        while (!home.journal().get(switched).contains("\"type\":\"switched\"")) {
            switched++;
        }

        for (int lines = home.before() + 1; lines < home.journal().size(); lines++) {
            boolean expectNew = lines > switched;
            Path folder = diedAfter(home, lines, lines % 2 == 0 ? "" : "{\"seq\":99,\"ty", lines % 3 == 0);
            try (Worker worker = new Worker(folder)) {
                String when = "died after: " + home.journal().get(lines - 1);
                assertThat(worker.serving("paint")).as(when).isEqualTo(expectNew ? "1.1.0" : "1.0.0");
                Operation cutOff = worker.operations().operations().get(0);
                assertThat(cutOff.state())
                        .as(when)
                        .isEqualTo(expectNew ? Operation.State.DONE : Operation.State.FAILED);
                assertThat(worker.bundles()).as(when).containsExactly(expectNew ? "1.1.0 active" : "1.0.0 active");
                assertThat(worker.stored()).as(when).hasSize(expectNew ? 2 : 1);
                if (expectNew) {
                    assertThat(worker.end(worker.operations().rollback("paint", "test"))
                                    .state())
                            .isEqualTo(Operation.State.DONE);
                } else {
                    assertThat(worker.install(Spec.of("paint", "1.1.0")).state())
                            .isEqualTo(Operation.State.DONE);
                }
            }
        }
    }

    @Test
    void finishesARemovalThatWasCutOff() throws Exception {
        Path folder = root.resolve("removed");
        int before;
        try (Worker worker = new Worker(folder)) {
            worker.install(Spec.of("paint", "1.0.0"));
            before = journal(folder).size();
            worker.end(worker.operations().remove("paint", null, "test"));
        }
        List<String> whole = journal(folder);

        for (int lines = before + 1; lines < whole.size(); lines++) {
            boolean gone = String.join("", whole.subList(before, lines)).contains("\"type\":\"switched\"");
            Path died = diedAfter(new Home(folder, whole, before), lines, "", true);
            try (Worker worker = new Worker(died)) {
                String when = "died after: " + whole.get(lines - 1);
                assertThat(worker.versions("paint").isEmpty()).as(when).isEqualTo(gone);
                if (gone) {
                    assertThat(worker.bundles()).as(when).isEmpty();
                    assertThat(worker.stored()).as(when).isEmpty();
                }
            }
        }
    }

    @Test
    void undoesWhatAProcessLeftThatDiedWhileTheNewEngineWasStarting() throws Exception {
        Path folder = root.resolve("alive");
        Worker dying = new Worker(folder);
        dying.install(Spec.of("paint", "1.0.0"));
        dying.settings = new ManagerSettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                5,
                5,
                Duration.ofSeconds(60),
                List.of(),
                false,
                false);
        Operation swap = dying.operations()
                .install(
                        Worker.upload(dying.build(Spec.of("paint", "1.1.0").selfTest(Spec.Outcome.HANG))),
                        true,
                        "test");
        await().until(() -> dying.find(swap).steps().get(4).state() == Operation.StepState.RUNNING);
        Path died = root.resolve("died");
        copy(folder, died);
        dying.close();

        try (Worker worker = new Worker(died)) {
            assertThat(worker.serving("paint")).isEqualTo("1.0.0");
            assertThat(worker.bundles()).containsExactly("1.0.0 active");
            assertThat(worker.find(swap).state()).isEqualTo(Operation.State.FAILED);
            assertThat(worker.find(swap).error()).isNotNull();
            assertThat(worker.stored()).containsExactly("dev.atelier.fixture.paint-1.0.0.jar");
        }
    }

    @Test
    void deletesWhatWasOnItsWayWhenTheProcessDied() throws Exception {
        Path folder = root.resolve("litter");
        try (Worker worker = new Worker(folder)) {
            worker.install(Spec.of("paint", "1.0.0"));
        }
        for (String half : List.of("staging/a", "uploads/b", "scratch/c")) {
            Path inside = Files.createDirectories(folder.resolve("engines").resolve(half));
            Files.writeString(inside.resolve("picture.png"), "half of something");
        }

        try (Worker worker = new Worker(folder)) {
            assertThat(worker.serving("paint")).isEqualTo("1.0.0");
            for (String passing : List.of("staging", "uploads", "scratch")) {
                assertThat(folder.resolve("engines").resolve(passing)).isEmptyDirectory();
            }
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
