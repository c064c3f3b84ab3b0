package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** What happens when all goes well, in a real framework. */
class SwapTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    @SuppressWarnings("NullAway.Init") // each test opens it
    private Worker worker;

    @AfterEach
    void stop() throws Exception {
        worker.close();
    }

    private void aWorker() throws Exception {
        worker = new Worker(root);
    }

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

    @Test
    void letsRunningJobsFinishOnTheOldVersion() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease running = worker.engines().lease("paint", "m");

        Operation swap =
                worker.operations().install(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true, "test");
        await().until(() -> worker.serving("paint").equals("1.1.0"));

        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.DRAINING);
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

    private ManagerSettings with(Duration drain, Duration soak) {
        ManagerSettings s = Worker.QUICK;
        return new ManagerSettings(
                drain,
                s.startTimeout(),
                s.selfTestTimeout(),
                s.probation(),
                s.probationErrorPercent(),
                s.probationMinJobs(),
                soak,
                s.catalogues(),
                s.deployEnabled(),
                s.deployAllowUnsigned());
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
    void rollsBackAndForth() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));

        assertThat(worker.end(worker.operations().rollback("paint", "test")).state())
                .isEqualTo(Operation.State.DONE);
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.end(worker.operations().rollback("paint", "test")).state())
                .isEqualTo(Operation.State.DONE);
        assertThat(worker.serving("paint")).isEqualTo("1.1.0");
    }

    @Test
    void turnsASwapBackThatIsStillDraining() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        Engines.Lease running = worker.engines().lease("paint", "m");
        Operation swap =
                worker.operations().install(Worker.upload(worker.build(Spec.of("paint", "1.1.0"))), true, "test");
        await().until(() -> worker.row("paint", "1.0.0").state() == EngineRow.State.DRAINING);

        await().until(() -> {
            try {
                return worker.operations().rollback("paint", "test").id().equals(swap.id());
            } catch (RefusedOperation e) {
                return false; // a moment too early
            }
        });

        assertThat(worker.end(swap).state()).isEqualTo(Operation.State.ROLLED_BACK);
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        await().until(() -> worker.versions("paint").equals(List.of("1.0.0 active")));
        running.close();
    }

    @Test
    void refusesToRollBackToNothingAndToTouchWhatIsNotThere() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));

        assertThatExceptionOfType(RefusedOperation.class)
                .isThrownBy(() -> worker.operations().rollback("paint", "test"))
                .matches(e -> e.status() == 409 && e.code().equals("nothing_to_roll_back"));
        assertThatExceptionOfType(RefusedOperation.class)
                .isThrownBy(() -> worker.operations().remove("nobody", null, "test"))
                .matches(e -> e.status() == 404 && e.code().equals("unknown_engine"));
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
    void removesAnEngineAfterItsJobsAndLeavesNothing() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));

        Operation end = worker.end(worker.operations().remove("paint", null, "test"));

        assertThat(end.state()).isEqualTo(Operation.State.DONE);
        assertThat(worker.versions("paint")).isEmpty();
        assertThat(worker.bundles()).isEmpty();
        await().untilAsserted(() -> assertThat(worker.stored()).isEmpty());
        assertThatExceptionOfType(EngineUnavailable.class)
                .isThrownBy(() -> worker.engines().lease("paint", "m"));
    }

    @Test
    void removesOneOldVersionOnly() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));

        worker.end(worker.operations().remove("paint", "1.0.0", "test"));

        assertThat(worker.versions("paint")).containsExactly("1.1.0 active");
        assertThatExceptionOfType(RefusedOperation.class)
                .isThrownBy(() -> worker.operations().rollback("paint", "test"))
                .matches(e -> e.code().equals("nothing_to_roll_back"));
    }

    @Test
    void rollsBackByItselfWhenTheNewVersionFailsItsJobs() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));
        assertThat(worker.row("paint", "1.1.0").probationUntil()).isNotNull();

        for (int i = 0; i < 5; i++) {
            try (Engines.Lease lease = worker.engines().lease("paint", "m")) {
                lease.report(true);
            }
        }

        await().until(() -> worker.serving("paint").equals("1.0.0"));
        Operation rollback = worker.operations().operations().get(0);
        assertThat(worker.end(rollback).state()).isEqualTo(Operation.State.DONE);
        assertThat(rollback.requestedBy()).isEqualTo("probation");
        assertThat(worker.row("paint", "1.1.0").lastError()).contains("jobs failed");
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
    void unloadsAReplacedVersionAfterTheSoakAndCanStillRollBack() throws Exception {
        aWorker();
        worker.settings = with(worker.settings.drain(), Duration.ZERO);
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));

        await().until(() -> worker.bundles().equals(List.of("1.1.0 active")));

        assertThat(worker.end(worker.operations().rollback("paint", "test")).state())
                .isEqualTo(Operation.State.DONE);
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
    }

    @Test
    void comesBackAfterARestartEvenWithoutItsCache() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        worker.install(Spec.of("paint", "1.1.0"));
        worker.close();
        delete(root.resolve("cache"));

        aWorker();

        assertThat(worker.serving("paint")).isEqualTo("1.1.0");
        assertThat(worker.versions("paint")).containsExactly("1.1.0 active", "1.0.0 retired");
        assertThat(worker.operations().operations()).hasSize(2);
        assertThat(worker.end(worker.operations().rollback("paint", "test")).state())
                .isEqualTo(Operation.State.DONE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void installsWhatIsShippedOnceAndReplacesItByNewerShippedOnes() throws Exception {
        Path v1 = TestEngines.build(root.resolve("made"), Spec.of("paint", "1.0.0"));
        Path v2 = TestEngines.build(root.resolve("made"), Spec.of("paint", "2.0.0"));
        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v1));
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.row("paint", "1.0.0").origin()).isEqualTo("shipped");
        worker.close();

        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v1));
        assertThat(worker.operations().operations()).hasSize(1);
        worker.close();

        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v2));
        assertThat(worker.serving("paint")).isEqualTo("2.0.0");
    }

    @Test
    void leavesWhatAnOperatorRemovedOrRolledBackAlone() throws Exception {
        Path v1 = TestEngines.build(root.resolve("made"), Spec.of("paint", "1.0.0"));
        Path v2 = TestEngines.build(root.resolve("made"), Spec.of("paint", "2.0.0"));
        Path draw = TestEngines.build(root.resolve("made"), Spec.of("draw", "1.0.0"));
        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v1, draw));
        worker.close();
        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v2, draw));
        worker.end(worker.operations().rollback("paint", "test"));
        worker.end(worker.operations().remove("draw", null, "test"));
        worker.close();

        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v2, draw));

        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.versions("draw")).isEmpty();
    }

    @Test
    void keepsTheOldShippedVersionWhenTheNewerOneFails() throws Exception {
        Path v1 = TestEngines.build(root.resolve("made"), Spec.of("paint", "1.0.0"));
        Path bad = TestEngines.build(
                root.resolve("made"), Spec.of("paint", "2.0.0").selfTest(Outcome.FAIL));
        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(v1));
        worker.close();

        worker = new Worker(root, Worker.QUICK, Disk.real(), Worker.seeds(bad));

        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
    }

    @Test
    void showsAnEngineWhoseBundleSomebodyElseStoppedAndTakesItBack() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));
        var bundle = Arrays.stream(worker.framework.getBundleContext().getBundles())
                .filter(b -> b.getLocation().startsWith("engine:"))
                .findFirst()
                .orElseThrow();

        bundle.stop();
        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.FAILED);
        bundle.start();

        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.row("paint", "1.0.0").state()).isEqualTo(EngineRow.State.ACTIVE);
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        aWorker();
        worker.install(Spec.of("paint", "1.0.0"));

        worker.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("engine-manager-operation")
                        || t.getName().startsWith("engine-manager-soak")
                        || t.getName().startsWith("engine-manager-deploy")));
        aWorker();
    }
}
