package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.tck.fixture.Spec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More operations than there is room for. */
class FullPoolTest extends OneWorker {
    private static final int ROOM = 4 + 32;

    @AfterEach
    void release() {
        worker.hub.release();
    }

    @Test
    void anInstallThereIsNoRoomForLeavesNothingBehind() throws Exception {
        aWorker();
        worker.hub.hold();
        for (int i = 0; i < ROOM; i++) {
            worker.operations().install(Worker.upload(worker.build(Spec.of("held" + i, "1.0.0"))), true, "test");
        }

        assertThat(worker.refused(worker.build(Spec.of("paint", "1.0.0")), true))
                .startsWith("429 too_many_operations");

        assertThat(worker.versions("paint")).isEmpty();
        assertThat(worker.bundles()).hasSize(ROOM);
        assertThat(worker.stored()).noneMatch(file -> file.contains("paint"));
        assertThat(worker.operations().operations().get(0)).satisfies(refused -> {
            assertThat(refused.engine()).isEqualTo("paint");
            assertThat(refused.state()).isEqualTo(Operation.State.FAILED);
        });
    }
}
