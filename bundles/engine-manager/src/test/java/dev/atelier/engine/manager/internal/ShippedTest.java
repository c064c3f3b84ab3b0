package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The engines the installation brings. */
class ShippedTest extends OneWorker {
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
}
