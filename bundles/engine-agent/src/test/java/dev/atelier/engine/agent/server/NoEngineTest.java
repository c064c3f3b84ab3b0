package dev.atelier.engine.agent.server;

import static org.awaitility.Awaitility.await;

import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that has no container engine to begin with, and looks for one each hour. */
class NoEngineTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeMainServer server = new FakeMainServer();
    private final AtomicInteger looks = new AtomicInteger();
    private final Path folder;
    private final AgentDuty duty;

    NoEngineTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        duty = AgentDuty.at(
                server.url(),
                false,
                null,
                Bench.host(folder, () -> {
                    looks.incrementAndGet();
                    throw new EngineException(EngineException.Code.ENGINE_UNAVAILABLE, "there is none");
                }),
                new Terms("host", "i", "1", 1, 1L << 30, 1, HOUR, HOUR, HOUR, Duration.ofSeconds(10)),
                () -> true,
                () -> 0.5);
    }

    @AfterEach
    void stop() {
        duty.close();
        server.close();
    }

    @Test
    void anotherEngineThatIsSetIsAskedAtOnce() throws Exception {
        duty.start();
        await().atMost(Bench.LIMIT).until(() -> looks.get() == 2); // to enrol, and before the first task

        duty.under(Bench.host(folder, Bench::answering));

        server.await("worker.getTask", params -> true);
    }
}
