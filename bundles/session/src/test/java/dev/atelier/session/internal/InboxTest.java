package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("inbox-owner"));
    private final List<String> done = new ArrayList<>();
    private boolean news;
    private final Inbox inbox = new Inbox(() -> news);

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void whoBringsSomethingDoesItWhileTheOwnerWaits() throws Exception {
        Future<?> owner = waitingOwner();

        inbox.post(() -> note("first"));
        inbox.post(() -> {
            note("second");
            news = true;
        });
        owner.get(10, TimeUnit.SECONDS);

        assertThat(done).containsExactly("first by " + me(), "second by " + me());
    }

    @Test
    void whatIsBroughtWhileTheOwnerWorksIsDoneByTheOwnerAndNobodyWaits() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch brought = new CountDownLatch(1);
        Future<?> owner = thread.submit(() -> {
            inbox.own();
            working.countDown();
            assertThat(brought.await(10, TimeUnit.SECONDS)).isTrue();
            inbox.await(LONG);
            inbox.disown();
            return null;
        });
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();

        inbox.post(() -> {
            note("it");
            news = true;
        });
        brought.countDown();
        owner.get(10, TimeUnit.SECONDS);

        assertThat(done).containsExactly("it by inbox-owner-1");
    }

    @Test
    void whatIsLeftToTheOwnerIsDoneThere() throws Exception {
        Future<?> owner = waitingOwner();

        inbox.leave(() -> note("it"));
        owner.get(10, TimeUnit.SECONDS);

        assertThat(done).containsExactly("it by inbox-owner-1");
    }

    @Test
    void whatWorkBringsComesAfterIt() throws Exception {
        inbox.own();
        inbox.post(() -> {
            inbox.post(() -> note("after"));
            note("before");
            news = true;
        });

        inbox.await(LONG);
        inbox.disown();

        assertThat(done).containsExactly("before by " + me(), "after by " + me());
    }

    @Test
    void aFailureIsTheOwnersAndComesBeforeAnythingElse() {
        inbox.own();
        inbox.post(() -> {
            throw new IllegalStateException("no");
        });
        inbox.post(() -> note("after"));

        assertThatThrownBy(() -> inbox.await(LONG)).hasMessage("no");

        assertThat(done).isEmpty();
    }

    @Test
    void theOwnerWaitsNoLongerThanItSaid() throws Exception {
        inbox.own();

        inbox.await(1);

        assertThat(done).isEmpty();
    }

    private Future<?> waitingOwner() {
        CompletableFuture<Thread> began = new CompletableFuture<>();
        Future<?> owner = thread.submit(() -> {
            began.complete(Thread.currentThread());
            inbox.own();
            inbox.await(LONG);
            inbox.disown();
            return null;
        });
        await().until(() -> LockSupport.getBlocker(began.join()) == inbox);
        return owner;
    }

    private void note(String what) {
        done.add(what + " by " + me());
    }

    private static String me() {
        return Thread.currentThread().getName();
    }
}
