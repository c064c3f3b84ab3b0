package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SIGKILL at each step of a roll-back: up to its switch 1.1.0 goes on, from then on 1.0.0 serves. */
class KilledRollbackTest extends KilledProgram {
    @Test
    void whileTheEarlierVersionStarts() throws Exception {
        assertThat(undone(killedWhileRollingBack("operation.Shelf", "up"))).isEqualTo("start");
    }

    @Test
    void whileTheEarlierVersionTestsItself() throws Exception {
        assertThat(undone(killedWhileRollingBack("operation.SelfTest", "run"))).isEqualTo("self-test");
    }

    @Test
    void atTheSwitchBeforeItIsOnDisk() throws Exception {
        assertThat(undone(killedWhileRollingBack("journal.Change$Switched", "<init>")))
                .isEqualTo("switch");
    }

    @Test
    void atTheSwitchOnceItIsOnDisk() throws Exception {
        assertThat(finished(killedWhileRollingBack("registry.EngineRegistry", "serve")))
                .isEqualTo("switch");
    }

    @Test
    void whileTheLaterVersionDrains() throws Exception {
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            install(atelier, Spec.of("hurt", "1.1.0").takes(Duration.ofMinutes(5)));
            holdAJob(atelier);
            operation = accepted(rollBack(atelier));
            awaitStep(atelier, operation, "drain");
            atelier.kill();
        }
        assertThat(finished(operation)).isEqualTo("drain");
    }

    @Test
    void whileTheLaterVersionRetires() throws Exception {
        assertThat(finished(killedWhileRollingBack("operation.Shelf", "down"))).isEqualTo("retire");
    }

    private String killedWhileRollingBack(String type, String method) throws Exception {
        return killedAt(type, method, servingTheSecond(Spec.of("hurt", "1.0.0")), KilledRollbackTest::rollBack);
    }

    private static HttpResponse<byte[]> rollBack(Atelier atelier) throws Exception {
        return atelier.call("POST", "/engines/hurt/rollback", null);
    }

    private String undone(String operation) throws Exception {
        return undone(operation, "1.1.0", 2);
    }

    private String finished(String operation) throws Exception {
        return finished(operation, "1.0.0");
    }
}
