package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.git.Snapshot.Change;
import dev.atelier.engine.agent.git.Snapshot.Kind;
import dev.atelier.engine.agent.launch.TaskSecrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TellingTest {
    private final RecordedServer server = new RecordedServer();
    private final Telling telling = new Telling(server);

    @Test
    void aRunThatIsEndedAfterAGoodTurnDoesNotEndWell() {
        telling.agent(new AgentEvent.SessionEnd(null), EventMeta.NONE);
        telling.over(Optional.of(new AgentFailure(ErrorCode.TASK_CANCELLED, "the task was cancelled")));

        assertThat(server.texts("session_end", "success")).containsExactly("false");
        assertThat(server.texts("session_end", "error")).containsExactly("the task was cancelled");
    }

    @Test
    void aGoodEndIsToldAsItWas() {
        telling.agent(new AgentEvent.SessionEnd(null), EventMeta.NONE);
        telling.over(Optional.empty());

        assertThat(server.texts("session_end", "success")).containsExactly("true");
    }

    @Test
    void noSecretIsInAnAnswer() {
        telling.hide(TaskSecrets.of(Map.of("KEY", new Secret("sesame-open"))));
        telling.worker(new AgentEvent.UserResponse("use sesame-open"));

        assertThat(server.texts("user_response", "response")).containsExactly("use ***");
    }

    private static Snapshot snapshot(Snapshot.Change... changes) {
        return new Snapshot("a", "b", List.of(changes), List.of("vendor"), 1, 0, false);
    }

    @Test
    void whatSeveralRepositoriesHaveIsToldOnceByTheNamesThatTheAgentUses() {
        telling.agent(new FileChange("seen.txt", AgentEvent.Change.CREATE, null, null), EventMeta.NONE);
        telling.agent(new FileChange("/workspace/b/mine.txt", AgentEvent.Change.CREATE, null, null), EventMeta.NONE);

        telling.changes(
                "",
                snapshot(
                        new Change(Kind.MODIFIED, "README.md", null),
                        new Change(Kind.ADDED, "seen.txt", null),
                        new Change(Kind.ADDED, "mine.txt", null)));
        telling.changes(
                "/workspace/b/",
                snapshot(
                        new Change(Kind.MODIFIED, "README.md", null),
                        new Change(Kind.ADDED, "mine.txt", null),
                        new Change(Kind.RENAMED, "new.txt", "old.txt")));

        assertThat(server.texts("file_change", "path"))
                .containsExactly(
                        "seen.txt",
                        "/workspace/b/mine.txt",
                        "README.md",
                        "mine.txt",
                        "/workspace/b/README.md",
                        "/workspace/b/new.txt");
        assertThat(server.events().toString()).contains("\"/workspace/b/old.txt\"");
        assertThat(server.texts("error_output", "content"))
                .containsExactly(
                        "not recorded: vendor is a repository of its own inside this one",
                        "not recorded: /workspace/b/vendor is a repository of its own inside this one");
    }
}
