package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SIGKILL at each step of a removal: up to its switch the engine stays, from then on it goes. */
class KilledRemovalTest extends KilledProgram {
    @Test
    void atTheSwitchBeforeItIsOnDisk() throws Exception {
        assertThat(undone(killedWhileRemoving("journal.Change$Switched", "<init>"), "1.0.0", 1))
                .isEqualTo("switch");
    }

    @Test
    void atTheSwitchOnceItIsOnDisk() throws Exception {
        assertThat(goneForGood(killedWhileRemoving("registry.EngineRegistry", "withdraw")))
                .isEqualTo("switch");
    }

    @Test
    void whileItsLastJobsRun() throws Exception {
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").takes(Duration.ofMinutes(5)))) {
            holdAJob(atelier);
            operation = accepted(atelier.call("DELETE", "/engines/hurt", null));
            awaitStep(atelier, operation, "drain");
            atelier.kill();
        }
        assertThat(goneForGood(operation)).isEqualTo("drain");
    }

    @Test
    void whileItsBundleGoes() throws Exception {
        assertThat(goneForGood(killedWhileRemoving("operation.Shelf", "away"))).isEqualTo("retire");
    }

    @Test
    void whileOnlyAnOldVersionGoes() throws Exception {
        String operation = killedAt(
                "operation.Shelf",
                "away",
                servingTheSecond(Spec.of("hurt", "1.0.0")),
                atelier -> atelier.call("DELETE", "/engines/hurt?version=1.0.0", null));

        assertThat(finished(operation, "1.1.0")).isEqualTo("retire");
    }

    private String killedWhileRemoving(String type, String method) throws Exception {
        return killedAt(type, method, serving(Spec.of("hurt", "1.0.0")), KilledRemovalTest::remove);
    }

    private static HttpResponse<byte[]> remove(Atelier atelier) throws Exception {
        return atelier.call("DELETE", "/engines/hurt", null);
    }
}
