package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Lifecycle;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is handed over: a clear answer, the version before serving, nothing half-installed. */
class BadInputTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    /** Takes no byte: as a disk that is full, where there is such a device. */
    private static final Path FULL = Path.of("/dev/full");

    private final AtomicBoolean fills = new AtomicBoolean();
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);

    @SuppressWarnings("NullAway.Init") // each test opens it
    private Worker worker;

    private final Disk disk = new Disk() {
        @Override
        public FileChannel create(Path file) throws IOException {
            FileChannel channel = Disk.real().create(file);
            if (!fills.get()) {
                return channel;
            }
            channel.close();
            return FileChannel.open(FULL, StandardOpenOption.WRITE);
        }

        @Override
        public long freeBytes(Path folder) {
            return freeBytes.get();
        }
    };

    @BeforeEach
    void aWorkerWithAnEngine() throws Exception {
        worker = new Worker(root, Worker.QUICK, disk, null);
        Operation installed = worker.install(Spec.of("paint", "1.0.0"));
        assertThat(installed.error()).isNull();
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
    }

    @AfterEach
    void nothingHalfInstalled() throws Exception {
        freeBytes.set(Long.MAX_VALUE);
        fills.set(false);
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(worker.versions("paint")).first().isEqualTo("1.0.0 active");
        assertThat(worker.bundles()).contains("1.0.0 active");
        assertThat(worker.stored()).containsExactly("dev.atelier.fixture.paint-1.0.0.jar");
        assertThat(worker.staging()).isEmpty();
        worker.close();
    }

    private void onlyTheOldOneIsInstalled() {
        assertThat(worker.bundles()).containsExactly("1.0.0 active");
    }

    @Test
    void notAJar() throws Exception {
        Path file = Files.writeString(root.resolve("x.jar"), "hello");

        assertThat(worker.refused(file, true)).startsWith("400 not_an_engine: the file is not a jar");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void truncatedJar() throws Exception {
        byte[] whole = Files.readAllBytes(worker.build(Spec.of("paint", "1.1.0")));
        Path file = Files.write(root.resolve("x.jar"), Arrays.copyOf(whole, whole.length * 2 / 3));

        assertThat(worker.refused(file, true)).startsWith("400 not_an_engine");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void jarWithoutAnEngine() throws Exception {
        Path jar = worker.build(Spec.of("paint", "1.1.0").withoutCapability());

        assertThat(worker.refused(jar, true)).startsWith("400 not_an_engine: the bundle holds no engine");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void unsigned() throws Exception {
        Path jar = worker.build(Spec.of("paint", "1.1.0"));

        assertThat(worker.refused(jar, false)).startsWith("403 untrusted_bundle: the bundle is not signed");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void wrongKey() throws Exception {
        new Signer().trustedBy(root);
        Spec spec = Spec.of("paint", "1.1.0");
        Source source = new Signer().sign(worker.build(spec), spec, 1);

        assertThat(worker.refused(source, true)).startsWith("403 untrusted_bundle: the signature does not fit");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void signatureOfAnotherBundle() throws Exception {
        Signer signer = new Signer();
        signer.trustedBy(root);
        Spec spec = Spec.of("paint", "1.1.0").ballast(10_000);
        Path jar = worker.build(spec);
        Source source = signer.sign(jar, spec, 1);
        Path other = worker.build(Spec.of("paint", "1.1.0").ballast(10_001));

        assertThat(worker.refused(new Source(other, source.manifest(), source.signature(), null, "upload"), true))
                .startsWith("403 untrusted_bundle: the bundle is not the one that was signed");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void flippedByte() throws Exception {
        Path jar = worker.build(Spec.of("paint", "1.1.0").ballast(10_000));
        byte[] bytes = Files.readAllBytes(jar);
        bytes[bytes.length / 2] ^= 1;
        Path flipped = Files.write(root.resolve("x.jar"), bytes);

        assertThat(worker.refused(flipped, true)).startsWith("400 not_an_engine");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void unresolvableImport() throws Exception {
        Path jar = worker.build(Spec.of("paint", "1.1.0").missingImport("com.example.nowhere"));

        assertThat(worker.refused(jar, true)).startsWith("400 unresolvable").contains("package com.example.nowhere");
        onlyTheOldOneIsInstalled();
        assertThat(worker.operations().operations().get(0).state()).isEqualTo(Operation.State.FAILED);
    }

    @Test
    void activatorThatThrows() throws Exception {
        Operation end = worker.install(Spec.of("paint", "1.1.0").start(Lifecycle.THROW));

        assertThat(end.state()).isEqualTo(Operation.State.FAILED);
        assertThat(fault(end)).startsWith("start_failed: the engine does not start: fixture: start throws");
        onlyTheOldOneIsInstalled();
    }

    /** Only where the limit is what is tested: on a busy machine a good engine may take as long. */
    private void limits(Duration start, Duration selfTest) {
        ManagerSettings s = worker.settings;
        worker.settings = new ManagerSettings(
                s.drain(),
                start,
                selfTest,
                s.probation(),
                s.probationErrorPercent(),
                s.probationMinJobs(),
                s.soak(),
                s.catalogues(),
                s.deployEnabled(),
                s.deployAllowUnsigned());
    }

    @Test
    void startThatNeverReturns() throws Exception {
        limits(Duration.ofMillis(700), worker.settings.selfTestTimeout());

        Operation end = worker.install(Spec.of("paint", "1.1.0").start(Lifecycle.HANG));

        assertThat(end.state()).isEqualTo(Operation.State.FAILED);
        assertThat(fault(end)).startsWith("start_timeout");
    }

    @Test
    void selfTestThatFails() throws Exception {
        Operation end = worker.install(Spec.of("paint", "1.1.0").selfTest(Outcome.FAIL));

        assertThat(end.state()).isEqualTo(Operation.State.ROLLED_BACK);
        assertThat(fault(end)).startsWith("self_test_failed: the self-test failed: fixture: selfTest fails");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void selfTestThatHangs() throws Exception {
        limits(worker.settings.startTimeout(), Duration.ofMillis(700));

        Operation end = worker.install(Spec.of("paint", "1.1.0").selfTest(Outcome.HANG));

        assertThat(fault(end)).startsWith("self_test_timeout");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void selfTestWithABug() throws Exception {
        Operation end = worker.install(Spec.of("paint", "1.1.0").selfTest(Outcome.THROW));

        assertThat(fault(end)).startsWith("self_test_failed");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void engineThatCallsItselfOtherwise() throws Exception {
        Operation end = worker.install(Spec.of("paint", "1.1.0").claims("other"));

        assertThat(fault(end)).startsWith("start_failed: the bundle promises engine `paint` but brings `other`");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void engineThatCannotDescribeItself() throws Exception {
        assertThat(fault(worker.install(Spec.of("paint", "1.1.0").undescribed())))
                .startsWith("start_failed");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void bundleThatBringsNoService() throws Exception {
        assertThat(fault(worker.install(Spec.of("paint", "1.1.0").unregistered())))
                .startsWith("start_failed: the bundle started but registered no engine `paint`");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void engineThatCannotServeHereDoesNotReplaceOneThatCan() throws Exception {
        Operation end = worker.install(Spec.of("paint", "1.1.0").unavailable("no GPU"));

        assertThat(fault(end)).startsWith("not_available_here: it cannot serve on this machine: no GPU");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void twoEnginesClaimingOneId() throws Exception {
        Path jar = worker.build(Spec.of("paint", "1.1.0").bsn("com.example.paint"));

        assertThat(worker.refused(jar, true)).startsWith("409 id_taken").contains("com.example.paint");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void downgrade() throws Exception {
        assertThat(worker.refused(worker.build(Spec.of("paint", "0.9.0")), true))
                .startsWith("409 downgrade");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void theSameAgain() throws Exception {
        assertThat(worker.refused(worker.build(Spec.of("paint", "1.0.0")), true))
                .startsWith("409 already_installed");
    }

    @Test
    void diskFullBeforeStaging() throws Exception {
        freeBytes.set(1024);

        assertThat(worker.refused(worker.build(Spec.of("paint", "1.1.0")), true))
                .startsWith("507 disk_full");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void diskFullWhileStaging() throws Exception {
        Assumptions.assumeTrue(Files.exists(FULL));
        fills.set(true);

        assertThat(worker.refused(worker.build(Spec.of("paint", "1.1.0")), true))
                .startsWith("507 disk_full")
                .contains("No space left");
        onlyTheOldOneIsInstalled();
    }

    @Test
    void bundleOfTheInstallationUnderTheSameName() throws Exception {
        Path own = worker.build(Spec.of("other", "1.0.0").bsn("dev.atelier.feature"));
        worker.framework.getBundleContext().installBundle(own.toUri().toString());
        Path jar = worker.build(Spec.of("draw", "2.0.0").bsn("dev.atelier.feature"));

        Assertions.assertThatExceptionOfType(RefusedOperation.class)
                .isThrownBy(() -> worker.operations().install(Worker.upload(jar), true, "test"))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("would_disturb");
                    assertThat(e.disturbs()).singleElement().satisfies(d -> assertThat(d.bundle())
                            .isEqualTo("dev.atelier.feature 1.0.0"));
                });
        onlyTheOldOneIsInstalled();
    }

    @Test
    void sourceThatNamesNothing() throws Exception {
        Operation asked =
                worker.operations().install(new Source(null, null, null, "nowhere@1", "catalogue"), false, "test");

        assertThat(fault(worker.end(asked))).startsWith("unknown_source");
        onlyTheOldOneIsInstalled();
    }

    private static String fault(Operation operation) {
        Operation.Fault fault = operation.error();
        assertThat(fault).isNotNull();
        return fault == null ? "" : fault.code() + ": " + fault.message();
    }
}
