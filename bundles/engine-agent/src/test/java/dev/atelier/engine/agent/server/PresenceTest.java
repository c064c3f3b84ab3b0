package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.wire.agent.api.RpcCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs of life to a server over real HTTP, with an hour or a minute between them. */
class PresenceTest {
    private final FakeMainServer server = new FakeMainServer();
    private final MainServer door;
    private final AgentHost host;
    private final Presence presence;

    PresenceTest(@TempDir Path folder) throws Exception {
        door = new MainServer(ServerAddress.parse(server.url(), false), Optional.empty());
        host = Bench.host(folder, () -> {
            throw new EngineException(EngineException.Code.ENGINE_UNAVAILABLE, "there is none");
        });
        presence = every(Duration.ofHours(1));
    }

    private Presence every(Duration heartbeat) {
        Duration hour = Duration.ofHours(1);
        Terms terms = new Terms("host", "i", "1", 1, 1L << 30, 1, heartbeat, hour, hour, hour);
        return new Presence(() -> host, terms, new Calls(door), new Idle(), () -> 0);
    }

    @AfterEach
    void stop() {
        presence.stop();
        door.close();
        server.close();
    }

    @Test
    void theFirstSignComesAtOnce() throws Exception {
        presence.start();

        server.await(
                "worker.heartbeat", params -> params.path("worker_id").asText().equals("w1"));
    }

    @Test
    void aServerThatDoesNotTakeItInIsAskedAgainSoon() throws Exception {
        server.refuse("worker.register", RpcCode.INTERNAL_ERROR);
        presence.start();
        server.await(
                "worker.register", params -> server.calls("worker.register").size() > 2);
        server.accept("worker.register");

        server.await("worker.heartbeat", params -> true);
        assertThat(presence.workerId()).isNotNull();
    }

    @Test
    void aServerThatForgetsItIsToldOnceMore() throws Exception {
        server.refuse("worker.heartbeat", RpcCode.NOT_FOUND);
        presence.start();

        server.await(
                "worker.register", params -> server.calls("worker.register").size() == 2);
        assertThat(server.calls("worker.heartbeat")).hasSize(1);
    }

    @Test
    void aServerThatAsksForAPauseIsNotAskedToTakeItInMeanwhile() {
        server.pause("worker.register", 120);
        assertThat(presence.beaten()).isEqualTo(Duration.ofMinutes(2));

        server.pause("worker.register", 9999);
        assertThat(presence.beaten()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aServerThatAsksForAPauseGetsNoSignOfLifeMeanwhile() {
        Presence brisk = every(Duration.ofMinutes(1));
        assertThat(brisk.beaten()).isZero();

        server.pause("worker.heartbeat", 120);
        assertThat(brisk.beaten()).isEqualTo(Duration.ofMinutes(2));

        server.pause("worker.heartbeat", 1);
        assertThat(brisk.beaten()).isEqualTo(Duration.ofSeconds(54)); // the usual pause is longer
    }

    @Test
    void aServerThatLetsItInNoMoreIsAskedAgainAfterAMinute() {
        assertThat(presence.beaten()).isZero();

        server.refuse("worker.heartbeat", RpcCode.AUTHENTICATION_REQUIRED);
        assertThat(presence.beaten()).isEqualTo(Duration.ofMinutes(1));
        assertThat(presence.letIn()).isFalse();

        server.refuse("worker.heartbeat", RpcCode.INTERNAL_ERROR);
        assertThat(presence.beaten()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(presence.letIn()).isFalse();

        server.accept("worker.heartbeat");
        assertThat(presence.beaten()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(presence.letIn()).isTrue();
    }

    @Test
    void aServerThatAsksForAPauseIsNotToldWhereTheWorkerIsMeanwhile() {
        assertThat(presence.beaten()).isZero();
        presence.reachableAt("http://127.0.0.1:7");
        server.pause("worker.register", 120);

        assertThat(List.of(presence.beaten(), presence.beaten())).hasSize(2);

        assertThat(server.calls("worker.heartbeat")).hasSize(2);
        assertThat(server.calls("worker.register")).hasSize(2);
    }
}
