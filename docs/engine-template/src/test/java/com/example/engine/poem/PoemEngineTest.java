package com.example.engine.poem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.tck.EngineContract;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The promises every engine makes are in {@link EngineContract}; below them stand this engine's own. */
class PoemEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return new PoemEngine("1.0.0");
    }

    @Test
    void answersWithAPoem() throws Exception {
        byte[] answer = bytes(run(engine(), Kind.LLM, context()));

        assertThat(new String(answer, StandardCharsets.UTF_8)).contains("The kiln was lit");
    }
}
