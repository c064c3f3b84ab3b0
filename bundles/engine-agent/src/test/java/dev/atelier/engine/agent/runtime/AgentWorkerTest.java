package dev.atelier.engine.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.runtime.api.ExecutionResult.Outcome;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentWorkerTest {
    @TempDir
    Path folder = Path.of("unused");

    /** Counts the places that are taken; nothing can be run there. */
    private final class CountedDesk implements AgentWorker.Desk {
        int taken;

        @Override
        public AgentHost host() {
            throw new IllegalStateException("no host");
        }

        @Override
        public RuntimeTerms terms() {
            return new RuntimeTerms(new AgentProfile("claude_code", null), Map.of(), null, 1);
        }

        @Override
        public Memory memory() {
            return new Memory(folder);
        }

        @Override
        public boolean begin() {
            taken++;
            return true;
        }

        @Override
        public void ended() {
            taken--;
        }
    }

    private final CountedDesk desk = new CountedDesk();
    private final AgentWorker worker = new AgentWorker(
            new AgentWorker.Order(
                    new WorkerRef("rt", "w"),
                    Objects.requireNonNull(AgentPrograms.of("claude_code")),
                    null,
                    "",
                    List.of()),
            Memory.Kept.fresh(),
            event -> {},
            desk);

    @Test
    void whoIsLeftToAnotherBeginsNothing() {
        worker.leave();

        assertThat(worker.said(WorkerInput.user("go on")).outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(worker.busy()).isFalse();
    }

    @Test
    void aRunThatCannotBeMadeGivesItsPlaceBack() {
        assertThatThrownBy(() -> worker.said(WorkerInput.user("begin"))).hasMessage("no host");

        assertThat(desk.taken).isZero();
        assertThat(worker.busy()).isFalse();
    }
}
