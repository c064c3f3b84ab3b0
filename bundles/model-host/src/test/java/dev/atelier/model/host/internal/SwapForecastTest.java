package dev.atelier.model.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.model.host.api.ModelHost.State;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapForecastTest {
    private final World world;
    private final SwapForecast forecast;

    SwapForecastTest(@TempDir Path folder) {
        world = new World(folder);
        forecast = new SwapForecast(world.catalogue, world.room, world.new Machine());
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void loaded(String model, double gib) throws Exception {
        world.model(model, gib);
        world.room.load(model);
        world.awaitState(model, State.LOADED);
    }

    @Test
    void saysNothingWhereNothingIsInMemory() {
        world.model("idle", 2);

        assertThat(forecast.beforeSwapOf(World.ENGINE)).isEmpty();
    }

    @Test
    void tellsWhatIsLoadedBesideTheOldVersionAndWhatIsNot() throws Exception {
        loaded("small", 2);
        loaded("large", 5);
        world.freeGib = 4;

        assertThat(forecast.beforeSwapOf(World.ENGINE))
                .satisfiesExactly(
                        note -> assertThat(note).startsWith("small (2.0 GB) is loaded into the new version before"),
                        note -> assertThat(note)
                                .startsWith("Memory does not hold large (5.0 GB) twice")
                                .contains("requests for it wait"));
        assertThat(forecast.beforeSwapOf("another")).isEmpty();
    }
}
