package dev.atelier.model.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.model.host.api.ModelHost.State;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldMemoryTest {
    @Test
    void whatIsLoadedHoldsWhatItIsSaidToNeed(@TempDir Path folder) throws Exception {
        try (World world = new World(folder)) {
            world.model("small", 1);
            world.model("other", 2);
            HeldMemory held = new HeldMemory(world.catalogue, world.room);
            ObjectNode status = Json.object();
            held.status(status);
            assertThat(status.path("heldBytes").asLong(-1)).isZero();

            world.room.load("other");
            world.awaitState("other", State.LOADED);

            held.status(status);
            assertThat(status.path("heldBytes").asLong()).isEqualTo(2L << 30);
        }
    }
}
