package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.RpcCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One look for a task after the other, on the thread of the test. */
class FetchingTest {
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private final FakeMainServer server = new FakeMainServer();
    private final List<Assignment> taken = new ArrayList<>();
    private final MainServer door;
    private final Presence presence;
    private final Fetching fetching;

    FetchingTest(@TempDir Path folder) throws Exception {
        door = new MainServer(ServerAddress.parse(server.url(), false), Optional.empty());
        Calls calls = new Calls(door);
        AgentHost host = Bench.host(folder, Bench::answering);
        Duration hour = Duration.ofHours(1);
        Terms terms = new Terms("host", "i", "1", 1, 1L << 30, 1, HEARTBEAT, POLL, hour, hour);
        presence = new Presence(() -> host, terms, calls, new Idle(), () -> 0.5);
        fetching = new Fetching(presence, calls, terms, () -> true, (assignment, id) -> taken.add(assignment));
        assertThat(presence.beaten()).isZero(); // the server knows this worker
    }

    @AfterEach
    void stop() {
        presence.stop();
        door.close();
        server.close();
    }

    @Test
    void aTaskIsFollowedByALookForTheNextAtOnce() {
        server.task("claude_code", Path.of("/origin"));

        assertThat(fetching.fetchOne()).isZero();
        assertThat(fetching.fetchOne()).isEqualTo(POLL);
        assertThat(taken).hasSize(1);
    }

    @Test
    void aServerThatAsksForAPauseIsNotAskedMeanwhile() {
        server.pause("worker.getTask", 120);
        assertThat(fetching.fetchOne()).isEqualTo(Duration.ofMinutes(2));
        server.accept("worker.getTask");

        assertThat(fetching.fetchOne()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
        assertThat(server.calls("worker.getTask")).hasSize(1);
    }

    @Test
    void aServerThatLetsNobodyInIsAskedAgainAfterAMinute() {
        server.refuse("worker.getTask", RpcCode.PERMISSION_DENIED);
        assertThat(fetching.fetchOne()).isEqualTo(Duration.ofMinutes(1));

        assertThat(fetching.fetchOne()).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(server.calls("worker.getTask")).hasSize(1);
    }

    @Test
    void aServerThatFailsIsAskedAgainWithTheNextSignOfLifeOrWhenSomethingHappens() {
        server.refuse("worker.getTask", RpcCode.INTERNAL_ERROR);
        assertThat(fetching.fetchOne()).isEqualTo(HEARTBEAT);
        server.accept("worker.getTask");

        assertThat(fetching.fetchOne()).isEqualTo(POLL);
        assertThat(server.calls("worker.getTask")).hasSize(2);
    }

    @Test
    void whoseSignsOfLifeAreNotLetInTakesNoTasks() {
        server.refuse("worker.heartbeat", RpcCode.AUTHENTICATION_REQUIRED);
        assertThat(presence.beaten()).isEqualTo(Duration.ofMinutes(1));
        assertThat(fetching.fetchOne()).isEqualTo(POLL);
        assertThat(server.calls("worker.getTask")).isEmpty();

        server.accept("worker.heartbeat");
        assertThat(presence.beaten()).isEqualTo(HEARTBEAT);
        assertThat(fetching.fetchOne()).isEqualTo(POLL);
        assertThat(server.calls("worker.getTask")).hasSize(1);
    }
}
