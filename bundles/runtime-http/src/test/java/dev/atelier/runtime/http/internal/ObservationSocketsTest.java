package dev.atelier.runtime.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is asked for a sign of life, and who has given none for too long; by a clock that is turned. */
class ObservationSocketsTest {
    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final WorkerRef worker = runtime.createWorker(
                    CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.runtimeDefault()))
            .workerRef();
    private final ObservationSockets sockets = new ObservationSockets();
    private final ObservationSocket socket = new ObservationSocket(sockets, () -> runtime.observe(worker, null));
    private final List<String> done = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        Session session = (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) -> {
                    done.add(method.getName());
                    return null;
                });
        socket.onWebSocketOpen(session);
    }

    @AfterEach
    void close() {
        sockets.stop();
        runtime.close();
    }

    private static long in(long seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void asksWhoeverHasBeenHeardOfLately() {
        sockets.lookAfterAll(in(30));
        sockets.lookAfterAll(in(60));

        assertThat(done).containsOnlyOnce("sendText").doesNotContain("disconnect");
        assertThat(done).filteredOn("sendPing"::equals).hasSize(2);
    }

    @Test
    void dropsWhoeverHasBeenSilentTooLong() {
        sockets.lookAfterAll(in(91));

        assertThat(done).contains("disconnect").doesNotContain("sendPing");

        sockets.lookAfterAll(in(92));
        assertThat(done).containsOnlyOnce("disconnect"); // it is no longer one of those that are looked after
    }
}
