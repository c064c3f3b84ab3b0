package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.tck.fixture.Spec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways back: asked for, while a swap still drains, and by itself. */
class RollbackTest extends OneWorker {
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
}
