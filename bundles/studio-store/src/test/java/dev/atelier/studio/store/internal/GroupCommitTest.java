package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.studio.store.api.StoreFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final FakeDatabase database = new FakeDatabase();
    private final GroupCommit writer =
            new GroupCommit("test-write", database::open, "sync", GroupCommit.News.NONE, Duration.ofSeconds(20));
    private final CountDownLatch gate = new CountDownLatch(1);
    private CompletableFuture<String> blocked = CompletableFuture.completedFuture("");

    @AfterEach
    void close() {
        gate.countDown();
        writer.close();
    }

    /** Keeps the writer busy, so that what follows waits and is written together. */
    private void block() {
        CountDownLatch busy = new CountDownLatch(1);
        blocked = writer.write(statements -> {
            busy.countDown();
            await(gate);
            return database.note("blocker");
        });
        await(busy);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<String> change(String name) {
        return writer.write(statements -> database.note(name));
    }

    @Test
    void whatWaitsIsWrittenTogetherInItsOrder() {
        block();
        List<CompletableFuture<String>> changes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            changes.add(change("c" + i));
        }

        gate.countDown();

        assertThat(done(blocked)).isEqualTo("blocker");
        assertThat(changes.stream().map(Samples::done)).containsExactly("c0", "c1", "c2", "c3", "c4");
        assertThat(database.history())
                .containsExactly("open", "blocker", "commit", "sync", "c0", "c1", "c2", "c3", "c4", "commit", "sync");
    }

    @Test
    void aChangeThatMayNotWaitFindsAPlaceWhenManyOthersWait() {
        block();
        for (int i = 0; i < 4096; i++) {
            var unused = writer.writePatiently(statements -> "", 0);
        }

        CompletableFuture<String> change = change("c");

        assertThat(change).isNotDone();
        gate.countDown();
        assertThat(done(change)).isEqualTo("c");
    }

    @Test
    void aFullQueueRefusesAtOnceWhoeverMayNotWait() {
        block();
        CompletableFuture<String> last = CompletableFuture.completedFuture("");
        for (int i = 0; i < 8192; i++) {
            last = change("c" + i);
        }

        CompletableFuture<String> refused = change("one too many");

        assertThat(last).isNotDone();
        assertThat(refused).isCompletedExceptionally();
    }

    @Test
    void largeChangesWaitForRoomInMemory() throws Exception {
        block();
        CompletableFuture<String> first = writer.writePatiently(statements -> "first", 20 << 20);
        CompletableFuture<String> second = new CompletableFuture<>();
        Thread patient = new Thread(() ->
                done(writer.writePatiently(statements -> "second", 20 << 20).thenAccept(second::complete)));
        patient.start();
        org.awaitility.Awaitility.await().until(() -> patient.getState() == Thread.State.TIMED_WAITING);
        assertThat(writer.depth()).isEqualTo(1);

        gate.countDown();

        assertThat(done(first)).isEqualTo("first");
        assertThat(done(second)).isEqualTo("second");
        patient.join();
    }

    @Test
    void aFutureCompletesOnlyAfterTheSync() {
        List<String> seen = new ArrayList<>();

        done(change("a").thenApply(name -> seen.addAll(database.history())));

        assertThat(seen).containsExactly("open", "a", "commit", "sync");
    }

    @Test
    void oneThatFailsTakesNoOtherWithIt() {
        block();
        List<CompletableFuture<String>> good = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            good.add(change("c" + i));
        }
        CompletableFuture<String> bad = writer.write(statements -> {
            throw new SQLException("no such thing");
        });
        CompletableFuture<String> broken = writer.write(statements -> {
            throw new IllegalStateException("a bug");
        });
        good.add(change("last"));

        gate.countDown();

        assertThatThrownBy(() -> done(bad)).hasCauseInstanceOf(StoreFailure.class);
        assertThatThrownBy(() -> done(broken)).hasCauseInstanceOf(StoreFailure.class);
        assertThat(good.stream().map(Samples::done)).hasSize(21).endsWith("c19", "last");
        assertThat(database.committed()).endsWith("c18", "c19", "last").doesNotHaveDuplicates();
        assertThat(writer.trouble()).isNull();
    }

    @Test
    void aFailedSyncFailsTheGroupAndNothingIsDoneTwice() {
        done(change("a"));
        database.failNext("sync");

        assertThatThrownBy(() -> done(change("b"))).hasCauseInstanceOf(StoreFailure.class);
        assertThat(writer.trouble()).isNotNull();
        assertThat(done(change("c"))).isEqualTo("c");

        assertThat(writer.trouble()).isNull();
        assertThat(database.history())
                .containsExactly(
                        "open",
                        "a",
                        "commit",
                        "sync",
                        "b",
                        "commit",
                        "sync fails",
                        "close",
                        "open",
                        "c",
                        "commit",
                        "sync");
    }

    @Test
    void aConnectionThatDiedUnnoticedIsReplaced() {
        done(change("a"));
        database.loseConnections();

        assertThat(done(change("b"))).isEqualTo("b");

        assertThat(database.committed()).containsExactly("a", "b");
    }

    @Test
    void aDatabaseThatIsGoneFailsEverythingAndIsFoundAgain() {
        done(change("a"));
        database.loseConnections();
        database.refuse(true);

        assertThatThrownBy(() -> done(change("b"))).hasCauseInstanceOf(StoreFailure.class);
        assertThat(writer.trouble()).isEqualTo("the studio's database cannot be reached");
        database.refuse(false);

        assertThat(done(change("c"))).isEqualTo("c");
        assertThat(database.committed()).containsExactly("a", "c");
        assertThat(writer.figures().snapshot().failures()).isEqualTo(1);
    }

    @Test
    void closingWritesWhatWaits() {
        block();
        CompletableFuture<String> waiting = change("waiting");

        CompletableFuture<Void> closing = CompletableFuture.runAsync(writer::close, task -> new Thread(task).start());
        gate.countDown();
        done(closing);

        assertThat(waiting).isCompletedWithValue("waiting");
        assertThatThrownBy(() -> done(change("late"))).hasCauseInstanceOf(StoreFailure.class);
        assertThat(database.history()).endsWith("waiting", "commit", "sync", "close");
    }

    @Test
    void everyFutureCompletesHoweverCloseAndWriteMeet() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(writer::close, task -> new Thread(task).start());
        for (int i = 0; i < 2000; i++) {
            all.add(change("c" + i));
        }
        done(closing);

        assertThat(all).allSatisfy(each -> assertThat(each).isDone());
    }
}
