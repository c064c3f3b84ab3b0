package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.git.Order;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentJobTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static AgentJob job(@Nullable String base, @Nullable String end, Assignment.@Nullable Resume resume)
            throws Exception {
        UnitTask task = new UnitTask(
                "t1",
                "default",
                "a1",
                "Do it.",
                null,
                null,
                null,
                base,
                end,
                List.of(),
                UnitTask.Status.IN_PROGRESS,
                NOW,
                NOW);
        AgentTask agentTask = new AgentTask(
                "a1", List.of(new AgentTask.BaseRemote("/srv/git/demo.git", "main")), List.of(), "aider", null, NOW);
        return AgentJob.of(new Assignment(task, agentTask, "s1", "1", resume));
    }

    @Test
    void aTaskWithAResultGoesOnWithItAlsoWithoutAConversation() throws Exception {
        assertThat(job("b", "e", null).resume())
                .isEqualTo(new AgentJob.Again(null, "Do it.", new Order.Made("b", "e")));
        assertThat(job(null, "e", null).resume()).isEqualTo(new AgentJob.Again(null, "Do it.", null));
        assertThat(job("b", null, null).resume()).isNull();
    }

    @Test
    void aConversationIsGoneOnWithAlsoWithoutAResult() throws Exception {
        Assignment.Resume resume = new Assignment.Resume("talk-1", "And tests.");

        assertThat(job("b", "e", resume).resume())
                .isEqualTo(new AgentJob.Again("talk-1", "And tests.", new Order.Made("b", "e")));
        AgentJob first = job(null, null, resume);
        assertThat(first.resume()).isEqualTo(new AgentJob.Again("talk-1", "And tests.", null));
        assertThat(first.prompt()).isEqualTo("Do it.\n\nAnd tests.");
    }
}
