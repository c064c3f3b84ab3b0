package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.FakeRemote;
import dev.atelier.fleet.internal.remote.Remote;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.WorkerView;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Fifty runtimes with two hundred Workers each, ten of them dead and ten too slow to be waited for. What is proved here
 * holds on any machine; the figures are printed when asked for with {@code -Dfleet.figures=true}.
 */
class FleetLoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private final Calls calls = new Calls();
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<FakeRemote> remotes = new ArrayList<>();
    private final Registry registry = new Registry();

    @AfterEach
    void end() {
        never.countDown();
        calls.close();
        remotes.forEach(FakeRemote::close);
    }

    private void fleet() throws Exception {
        for (int i = 0; i < 50; i++) {
            String id = "runtime-" + i;
            if (i % 5 == 0) {
                try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    register(new Remote(id, null, URI.create("http://127.0.0.1:" + gone.getLocalPort()), null));
                }
                continue;
            }
            FakeRemote remote = new FakeRemote();
            remotes.add(remote);
            String[] rows = IntStream.range(0, 200)
                    .mapToObj(n -> FakeRemote.worker("worker-" + n))
                    .toArray(String[]::new);
            remote.answers("GET /v1/workers", FakeRemote.workers(rows));
            remote.answers("GET /v1/runtime", FakeRemote.summary(id));
            if (i % 5 == 1) {
                remote.waitFor(never);
            }
            register(remote.remote(id));
        }
    }

    private void register(Remote remote) {
        registry.register(new RemoteRuntime(remote, calls, () -> LIMIT, InstantSource.system(), () -> {}));
    }

    private long millis(Asking asking) throws Exception {
        long began = System.nanoTime();
        asking.ask();
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    /** A list of everything. */
    private interface Asking {
        void ask() throws Exception;
    }

    private void workers() throws Exception {
        Listed<WorkerView> list = registry.listWorkers(200).get(60, TimeUnit.SECONDS);
        assertThat(list.items()).hasSize(200);
    }

    private void runtimes() throws Exception {
        assertThat(registry.listRuntimes(200).get(60, TimeUnit.SECONDS).items()).hasSize(50);
    }

    @Test
    void theSlowAndTheDeadCostTheirTimeOnceAndNotAgain() throws Exception {
        fleet();
        long first = millis(this::runtimes);
        long firstWorkers = millis(this::workers);
        long[] warm = new long[100];
        long[] warmWorkers = new long[100];

        for (int i = 0; i < warm.length; i++) {
            warm[i] = millis(this::runtimes);
            warmWorkers[i] = millis(this::workers);
        }
        Arrays.sort(warm);
        Arrays.sort(warmWorkers);

        if (Boolean.getBoolean("fleet.figures")) {
            report(first, firstWorkers, warm, warmWorkers);
        }
        // Were each list to wait for the slow ones, it would take as long as they are allowed to.
        assertThat(warm[50]).isLessThan(LIMIT.toMillis());
        assertThat(warmWorkers[50]).isLessThan(LIMIT.toMillis());
    }

    @SuppressWarnings("SystemOut") // figures for a person
    private static void report(long first, long firstWorkers, long[] warm, long[] warmWorkers) {
        System.out.printf(
                "fleet-registry: first contact %d ms and %d ms with a limit of %d ms; warm runtimes p50 %d p99 %d ms,"
                        + " Workers p50 %d p99 %d ms%n",
                first, firstWorkers, LIMIT.toMillis(), warm[50], warm[98], warmWorkers[50], warmWorkers[98]);
    }
}
