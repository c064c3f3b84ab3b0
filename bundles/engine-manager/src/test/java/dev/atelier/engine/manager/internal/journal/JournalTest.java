package dev.atelier.engine.manager.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.manager.api.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path folder;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Journal journal;

    @BeforeEach
    void open() throws Exception {
        journal = Journal.open(folder, Clock.systemUTC());
    }

    private static Change.Begun begun(String op, String to) {
        Installed bundle = new Installed("paint", to, "x.paint", "1.0.0", 10, "upload", true, "key", 7L, 1, null);
        return new Change.Begun(op, Operation.Kind.INSTALL, "paint", null, to, null, "1.0.0", bundle, "test", false);
    }

    private static Change.Switched switched(String op, String current) {
        About about = new About("Paint", Map.of("image", List.of("paint:*")), "in-process", false, 2);
        return new Change.Switched(op, "paint", current, null, true, false, about);
    }

    private void oneInstall() throws Exception {
        journal.append(begun("op-1", "aa"));
        journal.append(new Change.Stepped("op-1", "start", "running", null));
        journal.append(switched("op-1", "aa"));
        journal.append(new Change.Ended("op-1", Operation.State.DONE, null));
    }

    private void reopen() throws Exception {
        journal.close();
        journal = Journal.open(folder, Clock.systemUTC());
    }

    @Test
    void tellsTheSameAfterAReopen() throws Exception {
        oneInstall();
        Ledger before = journal.ledger();

        reopen();

        assertThat(journal.ledger()).isEqualTo(before);
        EngineEntry entry = journal.ledger().engine("paint").orElseThrow();
        assertThat(entry.current()).isEqualTo("aa");
        assertThat(entry.sequence()).isEqualTo(7);
        assertThat(entry.currentVersion().orElseThrow().about()).isNotNull();
        assertThat(journal.history()).singleElement().satisfies(o -> {
            assertThat(o.state()).isEqualTo(Operation.State.DONE);
            assertThat(o.steps()).hasSize(1);
        });
    }

    @Test
    void skipsALineThatCanBeReadButMakesNoSense() throws Exception {
        oneInstall();
        Ledger before = journal.ledger();
        journal.append(new Change.Stepped("op-1", "start", "levitating", null));

        reopen();

        assertThat(journal.ledger()).isEqualTo(before);
        assertThat(journal.history()).hasSize(1);
    }

    @Test
    void tellsTheSameFromTheShortcut() throws Exception {
        oneInstall();
        journal.checkpoint();
        Ledger before = journal.ledger();
        Files.delete(folder.resolve("journal.jsonl"));

        reopen();

        assertThat(journal.ledger()).isEqualTo(before);
    }

    @Test
    void setsADamagedShortcutAsideAndReadsTheJournal() throws Exception {
        oneInstall();
        journal.checkpoint();
        Ledger before = journal.ledger();
        Files.writeString(folder.resolve("state.json"), "{\"seq\":");

        reopen();

        assertThat(journal.ledger()).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).anyMatch(n -> n.startsWith("state.json.corrupt-"));
        }
    }

    @Test
    void cutsOffATornLastLineAndGoesOn() throws Exception {
        oneInstall();
        Files.writeString(folder.resolve("journal.jsonl"), "{\"seq\":5,\"typ", StandardOpenOption.APPEND);

        reopen();
        journal.append(begun("op-2", "bb"));
        reopen();

        assertThat(journal.ledger().unfinished()).containsOnlyKeys("op-2");
        assertThat(journal.ledger().known()).containsExactly("aa", "bb");
    }

    @Test
    void skipsAnUnreadableLineAndKeepsACopy() throws Exception {
        oneInstall();
        Path file = folder.resolve("journal.jsonl");
        Files.writeString(file, "rubbish\n", StandardOpenOption.APPEND);

        reopen();

        assertThat(journal.ledger().engine("paint").orElseThrow().current()).isEqualTo("aa");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .anyMatch(n -> n.startsWith("journal.jsonl.corrupt-"));
        }
    }

    @Test
    void forgetsAVersionThatNeverTookOverAndRemembersThatItFailed() throws Exception {
        oneInstall();
        journal.append(begun("op-2", "bb"));
        journal.append(
                new Change.Ended("op-2", Operation.State.FAILED, new Operation.Fault("self_test_failed", "no", "try")));

        EngineEntry entry = journal.ledger().engine("paint").orElseThrow();

        assertThat(entry.versions()).containsOnlyKeys("aa");
        assertThat(entry.current()).isEqualTo("aa");
        assertThat(entry.rejected()).containsExactly("bb");
    }

    @Test
    void shortensItselfWithoutForgetting() throws Exception {
        oneInstall();
        Ledger before = journal.ledger();
        String detail = "x".repeat(100_000);
        for (int i = 0; i < 45; i++) {
            journal.append(new Change.Stepped("op-1", "start", "done", detail));
        }
        journal.checkpoint();

        assertThat(Files.size(folder.resolve("journal.jsonl"))).isLessThan(10_000);
        Files.delete(folder.resolve("state.json"));
        reopen();

        assertThat(journal.ledger()).isEqualTo(before);
    }
}
