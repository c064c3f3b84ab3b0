package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.log.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineWatchTest {
    private static final String WARN = "WARN " + EngineWatch.class.getName() + " no agent task is taken: ";
    private static final String INFO =
            "INFO " + EngineWatch.class.getName() + " the container engine answers: agent tasks are taken";

    private final EngineWatch watch;
    private @Nullable String problem;

    EngineWatchTest(@TempDir Path folder) throws Exception {
        AgentHost host = Bench.host(folder, () -> {
            String now = problem;
            if (now != null) {
                throw new EngineException(
                        EngineException.Code.ENGINE_UNAVAILABLE, now, new IOException("connection refused"));
            }
            return Bench.answering();
        });
        watch = new EngineWatch(() -> host);
    }

    @BeforeEach
    void forget() {
        CapturedLog.LINES.clear();
    }

    private static List<String> told() {
        return CapturedLog.LINES.stream()
                .filter(line -> line.contains(EngineWatch.class.getName()))
                .toList();
    }

    @Test
    void anEngineThatAnswersIsNoNews() {
        assertThat(watch.engine()).isPresent();
        assertThat(watch.engine()).isPresent();

        assertThat(told()).isEmpty();
    }

    @Test
    void eachReasonIsToldOnceAndSoIsItsEnd() {
        problem = "none answers, start one";
        assertThat(watch.engine()).isEmpty();
        assertThat(watch.engine()).isEmpty();
        assertThat(told()).containsExactly(WARN + "none answers, start one");

        problem = "it is too old";
        assertThat(watch.engine()).isEmpty();
        assertThat(watch.engine()).isEmpty();
        problem = null;
        assertThat(watch.engine()).isPresent();
        assertThat(watch.engine()).isPresent();

        assertThat(told()).containsExactly(WARN + "none answers, start one", WARN + "it is too old", INFO);
    }
}
