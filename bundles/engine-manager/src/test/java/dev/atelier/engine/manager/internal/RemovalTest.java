package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.tck.fixture.Spec;
import org.junit.jupiter.api.Test;

/** What leaves, and what stays. */
class RemovalTest extends OneWorker {
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
}
