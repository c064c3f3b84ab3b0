package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.studio.store.api.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the database in a file. */
class EmbeddedDatabaseTest {
    private final Path folder;

    EmbeddedDatabaseTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anInterruptedReaderHurtsNobody() throws Exception {
        try (Room room = open()) {
            done(room.jobs.insert(job("a")));

            for (int i = 0; i < 20; i++) {
                done(CompletableFuture.runAsync(
                        () -> {
                            Thread.currentThread().interrupt();
                            try {
                                room.jobs.queued(0, 100);
                            } catch (StoreFailure e) {
                                // It was asked to leave; the others were not.
                            }
                        },
                        task -> new Thread(task).start()));
            }

            done(room.jobs.insert(job("b")));
            assertThat(room.jobs.queued(0, 100)).hasSize(2);
        }
    }

    @Test
    void aDamagedFileIsAWordOfItsOwn() throws IOException {
        Files.write(folder.resolve("atelier.mv.db"), new byte[64 * 1024]);

        Database database = Database.file(folder);

        assertThatThrownBy(database::migrate).satisfies(e -> assertThat(Troubles.opening(database.name(), e))
                .contains("is damaged; restore a backup"));
    }

    @Test
    void aFinishedJobWithItsChangesNeedsLittleSpace() throws Exception {
        try (Room room = open()) {
            int count = 2_000;
            CompletableFuture<?>[] lives = new CompletableFuture<?>[count];
            for (int i = 0; i < count; i++) {
                String id = "job-" + i;
                lives[i] = room.jobs
                        .insert(job(id))
                        .thenCompose(inserted -> room.jobs.claim(id, "w", "c", NOW))
                        .thenCompose(claimed -> room.jobs.complete(id, "c", "p", "image/png", 1, NOW));
            }
            done(CompletableFuture.allOf(lives));
        }

        assertThat(Files.size(folder.resolve("atelier.mv.db"))).isLessThan(64L << 20);
    }

    @Test
    void whatIsAliveIsMovedTogether() throws Exception {
        try (Room room = open()) {
            for (int i = 0; i < 40; i++) { // each on its own: it leaves a little that is alive behind
                done(room.jobs.insert(job("job-" + i)));
            }
            int before = alive(room);
            done(room.writer.write(
                    statements -> statements.of("set retention_time 0").execute()));

            Compaction compaction = new Compaction(0);
            for (int i = 0; i < 10; i++) {
                done(room.writer.write(statements -> {
                    compaction.step(statements.connection());
                    return true;
                }));
            }

            assertThat(before).isLessThan(20);
            assertThat(alive(room)).isGreaterThan(40);
            assertThat(room.jobs.queued(0, 1000)).hasSize(40);
        }
        try (Room again = open()) {
            assertThat(again.jobs.queued(0, 1000)).hasSize(40);
        }
    }

    /** Per cent of the file. */
    private static int alive(Room room) {
        return room.reader()
                .rows(
                        "select setting_value from information_schema.settings"
                                + " where setting_name = 'info.CHUNKS_FILL_RATE'",
                        List.of(),
                        row -> row.getInt(1))
                .get(0);
    }

    private Room open() throws Exception {
        return Room.open(Database.file(folder), () -> 100, Clock.systemUTC());
    }
}
