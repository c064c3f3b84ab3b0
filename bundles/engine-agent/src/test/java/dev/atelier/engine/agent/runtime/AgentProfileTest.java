package dev.atelier.engine.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import org.junit.jupiter.api.Test;

class AgentProfileTest {
    private static final AgentProfile USUAL = new AgentProfile("claude_code", "opus");

    @Test
    void saysAsMuchAsItWants() {
        assertThat(AgentProfile.of(ProfileSelector.builtin("agent"), USUAL)).contains(USUAL);
        assertThat(AgentProfile.of(ProfileSelector.builtin("builtin:agent:aider"), USUAL))
                .contains(new AgentProfile("aider", null));
        assertThat(AgentProfile.of(ProfileSelector.builtin("agent:open_code:studio/qwen:7b"), USUAL))
                .contains(new AgentProfile("open_code", "studio/qwen:7b"));
    }

    @Test
    void whoeverWantsOneTooEarlyIsToldSo() {
        NotYet early = new NotYet();
        CreateWorkerRequest request =
                CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.builtin("agent:aider"));

        assertThat(early.serves(request)).isTrue();
        assertThat(early.spawnWorker(new WorkerRef("rt", "w"), request, event -> {}))
                .isInstanceOf(Spawned.Refused.class);
    }

    @Test
    void otherProfilesAreSomebodyElses() {
        assertThat(AgentProfile.of(ProfileSelector.builtin("agents"), USUAL)).isEmpty();
        assertThat(AgentProfile.of(ProfileSelector.builtin("chat:agent"), USUAL))
                .isEmpty();
        assertThat(AgentProfile.of(ProfileSelector.named("agent"), USUAL)).isEmpty();
        assertThat(AgentProfile.of(ProfileSelector.runtimeDefault(), USUAL)).isEmpty();
    }
}
