package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.tck.fixture.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What happens in an install or a swap, in a real framework. */
class SwapTest extends OneWorker {
    @Test
    void installsAnEngineThroughEveryStep() throws Exception {
        aWorker();

        Operation end = worker.install(Spec.of("paint", "1.0.0"));

        assertThat(end.state()).isEqualTo(Operation.State.DONE);
        assertThat(end.kind()).isEqualTo(Operation.Kind.INSTALL);
        assertThat(end.unsigned()).isTrue();
        assertThat(end.steps())
                .extracting(s -> s.name() + " " + s.state().wireName())
                .containsExactly(
                        "stage done",
                        "verify done",
                        "preview done",
                        "start done",
                        "self-test done",
                        "switch done",
                        "drain skipped",
                        "retire done");
        assertThat(worker.hub.events).extracting(e -> e.type()).contains("operation", "engine");
        assertThat(worker.row("paint", "1.0.0").origin()).isEqualTo("upload");
    }

    @Test
    void anInstallThatBreaksLeavesTheEngineToTheNext() throws Exception {
        aWorker();
        Path jar = worker.build(Spec.of("paint", "1.0.0"));
        worker.hub.trouble.set(true);

        assertThatThrownBy(() -> worker.operations().install(Worker.upload(jar), true, "test"))
                .isInstanceOf(IllegalStateException.class);

        assertThat(worker.install(jar).state()).isEqualTo(Operation.State.DONE);
    }

    @Test
    void finishesASwapWhoseNewEngineGoesAwayWhileTheOldOneDrains() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease running = worker.engines().lease("paint", "m");
        Operation swap =
                worker.operations().install(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true, "test");
        await().until(() -> worker.find(swap).steps().get(6).state() == Operation.StepState.RUNNING);

        for (Bundle bundle : worker.framework.getBundleContext().getBundles()) {
            if (bundle.getVersion().toString().equals("1.1.0")
                    && bundle.getLocation().startsWith("engine:")) {
                bundle.stop();
            }
        }
        running.close();

        assertThat(worker.end(swap).error()).isNull();
        assertThat(worker.versions("paint")).containsExactly("1.1.0 failed", "1.0.0 retired");
    }

    @Test
    void letsRunningJobsFinishOnTheOldVersion() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease running = worker.engines().lease("paint", "m");

        Operation swap =
                worker.operations().install(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true, "test");
        await().until(() -> worker.row("paint", "1.0.0").state() == EngineRow.State.DRAINING);

        assertThat(worker.serving("paint")).isEqualTo("1.1.0");
        assertThat(worker.bundles()).containsExactly("1.0.0 active", "1.1.0 active");
        running.close();
        assertThat(worker.end(swap).state()).isEqualTo(Operation.State.DONE);
        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.RETIRED);
        assertThat(worker.versions("paint")).containsExactly("1.1.0 active", "1.0.0 retired");
    }

    @Test
    void callsJobsBackAtTheDrainDeadline() throws Exception {
        aWorker();
        worker.settings = with(Duration.ofMillis(100), worker.settings.soak());
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease stubborn = worker.engines().lease("paint", "m");
        AtomicBoolean recalled = new AtomicBoolean();
        stubborn.onRecall(() -> {
            recalled.set(true);
            stubborn.close();
        });

        Operation end = worker.install(Spec.of("paint", "1.1.0"));

        assertThat(end.state()).isEqualTo(Operation.State.DONE);
        assertThat(recalled).isTrue();
        assertThat(end.steps().get(6).detail()).contains("called back");
    }

    @Test
    void serves0RefusedAnd0StoppedEnginesWhileItSwaps() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong leases = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        List<Thread> users = Stream.generate(() -> new Thread(() -> {
                    while (!done.get()) {
                        try (Engines.Lease lease = worker.engines().lease("paint", "m")) {
                            lease.engine().descriptor();
                            leases.incrementAndGet();
                        } catch (EngineUnavailable e) {
                            refused.incrementAndGet();
                        }
                        LockSupport.parkNanos(100_000); // two cores, four users: let the swap have its turn
                    }
                }))
                .limit(4)
                .toList();
        users.forEach(Thread::start);

        for (int i = 1; i <= 10; i++) {
            assertThat(worker.install(Spec.of("paint", "1." + i + ".0")).state())
                    .isEqualTo(Operation.State.DONE);
        }

        done.set(true);
        for (Thread user : users) {
            user.join();
        }
        assertThat(refused).hasValue(0);
        assertThat(leases.get()).isPositive();
        assertThat(worker.versions("paint")).containsExactly("1.10.0 active", "1.9.0 retired");
        assertThat(worker.stored()).hasSize(2);
    }

    @Test
    void swapsInAnotherBuildOfTheSameVersion() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0").payload("one"));

        Operation end = worker.install(Spec.of("paint", "1.0.0").payload("two"));

        assertThat(end.state()).isEqualTo(Operation.State.DONE);
        assertThat(end.kind()).isEqualTo(Operation.Kind.SWAP);
        assertThat(worker.versions("paint")).containsExactly("1.0.0 active", "1.0.0 retired");
    }

    @Test
    void allowsOneOperationAnEngineAtATime() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease running = worker.engines().lease("paint", "m");
        Operation swap =
                worker.operations().install(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true, "test");

        assertThat(worker.refused(worker.build(Spec.of("paint", "1.2.0")), true))
                .startsWith("409 operation_running");
        assertThat(worker.install(Spec.of("draw", "1.0.0")).state()).isEqualTo(Operation.State.DONE);

        running.close();
        worker.end(swap);
    }

    @Test
    void previewsWithoutChangingAnything() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        int operations = worker.operations().operations().size();

        Preview preview = worker.operations().preview(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true);

        assertThat(preview.kind()).isEqualTo(Operation.Kind.SWAP);
        assertThat(preview.replaces()).isEqualTo("1.0.0");
        assertThat(preview.starts()).containsExactly("dev.atelier.fixture.paint 1.1.0");
        assertThat(preview.drains()).containsExactly("dev.atelier.fixture.paint 1.0.0");
        assertThat(preview.disturbs()).isEmpty();
        assertThat(worker.bundles()).containsExactly("1.0.0 active");
        assertThat(worker.stored()).hasSize(1);
        assertThat(worker.operations().operations()).hasSize(operations);
    }

    @Test
    void takesSignedBundlesAndNeverAnOlderSequence() throws Exception {
        aWorker();
        Signer signer = new Signer();
        signer.trustedBy(root);
        Spec one = Spec.of("paint", "1.0.0");
        Spec two = Spec.of("paint", "1.1.0");
        Operation end = worker.end(worker.operations().install(signer.sign(worker.build(one), one, 7), false, "test"));
        assertThat(end.state()).isEqualTo(Operation.State.DONE);
        assertThat(end.unsigned()).isFalse();
        assertThat(worker.row("paint", "1.0.0").signed()).isTrue();

        worker.close();
        aWorker();

        assertThat(worker.refused(signer.sign(worker.build(two), two, 6), false))
                .startsWith("403 untrusted_bundle")
                .contains("sequence 6");
    }
}
