package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deploy folder: dropping, replacing and deleting files. */
class DeployTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Path deploy;

    @SuppressWarnings("NullAway.Init") // each test opens it
    private Worker worker;

    @BeforeEach
    void folder() throws Exception {
        deploy = Files.createDirectories(root.resolve("deploy"));
        worker = open(true);
    }

    @AfterEach
    void stop() throws Exception {
        worker.close();
    }

    private Worker open(boolean allowUnsigned) throws Exception {
        ManagerSettings s = Worker.QUICK;
        return new Worker(
                root,
                new ManagerSettings(
                        s.drain(),
                        s.startTimeout(),
                        s.selfTestTimeout(),
                        s.probation(),
                        s.probationErrorPercent(),
                        s.probationMinJobs(),
                        s.soak(),
                        List.of(),
                        true,
                        allowUnsigned),
                Disk.real(),
                null);
    }

    private void drop(String name, Spec spec) throws Exception {
        Path made = TestEngines.build(root.resolve("made"), spec);
        Path temporary = Files.copy(made, deploy.resolve("." + name + ".tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary, deploy.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitVersions(String... versions) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(worker.versions("paint")).containsExactly(versions));
    }

    @Test
    void installsSwapsAndRemovesAsFilesComeChangeAndGo() throws Exception {
        drop("paint.jar", Spec.of("paint", "1.0.0"));
        awaitVersions("1.0.0 active");
        assertThat(worker.row("paint", "1.0.0").origin()).isEqualTo("deploy");

        drop("paint.jar", Spec.of("paint", "1.1.0"));
        awaitVersions("1.1.0 active", "1.0.0 retired");

        Files.delete(deploy.resolve("paint.jar"));
        awaitVersions();
    }

    @Test
    void writesBesideABadFileWhatIsWrongWithIt() throws Exception {
        drop("paint.jar", Spec.of("paint", "1.0.0"));
        awaitVersions("1.0.0 active");

        drop("paint.jar", Spec.of("paint", "1.1.0").selfTest(Spec.Outcome.FAIL));

        Path verdict = deploy.resolve("paint.jar.failed.txt");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(verdict));
        assertThat(verdict).content().startsWith("self_test_failed");
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
    }

    @Test
    void refusesUnsignedBundlesUnlessTheSettingSaysSo() throws Exception {
        worker.close();
        worker = open(false);

        drop("paint.jar", Spec.of("paint", "1.0.0"));

        Path verdict = deploy.resolve("paint.jar.failed.txt");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(verdict));
        assertThat(verdict).content().startsWith("untrusted_bundle");
        assertThat(worker.versions("paint")).isEmpty();
        assertThat(worker.operations().operations().get(0).requestedBy()).isEqualTo("deploy");
    }

    @Test
    void noticesWhatHappenedWhileItWasDown() throws Exception {
        drop("paint.jar", Spec.of("paint", "1.0.0"));
        awaitVersions("1.0.0 active");
        worker.close();
        drop("paint.jar", Spec.of("paint", "1.1.0"));

        worker = open(true);
        awaitVersions("1.1.0 active", "1.0.0 retired");
        worker.close();
        Files.delete(deploy.resolve("paint.jar"));

        worker = open(true);
        awaitVersions();
    }

    @Test
    void leavesARollBackOfItsFileAlone() throws Exception {
        drop("paint.jar", Spec.of("paint", "1.0.0"));
        awaitVersions("1.0.0 active");
        drop("paint.jar", Spec.of("paint", "1.1.0"));
        awaitVersions("1.1.0 active", "1.0.0 retired");
        await().until(() -> worker.operations().operations().get(0).finishedAt() != null);
        worker.end(worker.operations().rollback("paint", "test"));
        worker.close();

        worker = open(true);

        EngineOperations operations = worker.operations();
        drop("draw.jar", Spec.of("draw", "1.0.0"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> worker.versions("draw").equals(List.of("1.0.0 active")));
        assertThat(worker.serving("paint")).isEqualTo("1.0.0");
        assertThat(operations.operations().get(0).engine()).isEqualTo("draw");
    }
}
