package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopHookTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<Integer> halts = new CopyOnWriteArrayList<>();
    private final List<String> tidied = new CopyOnWriteArrayList<>();

    private StopHook hook(StopHook.Stop stop) {
        return new StopHook(
                stop, () -> tidied.add("run files"), new PrintStream(said, true, StandardCharsets.UTF_8), halts::add);
    }

    @Test
    void aStopInTimeLeavesTheExitToTheCaller() throws Exception {
        StopHook hook = hook(() -> true);

        assertThat(hook.finish(Start.DONE)).isEqualTo(Start.DONE);
        hook.onSignal(); // as the orderly exit calls it

        assertThat(halts).isEmpty();
        assertThat(tidied).hasSize(1);
    }

    @Test
    void anOverdueStopHaltsTheMachine() throws Exception {
        StopHook hook = hook(() -> false);

        assertThat(hook.finish(Start.DONE)).isEqualTo(Start.FAILED);

        assertThat(halts).containsExactly(Start.FAILED);
        assertThat(tidied).hasSize(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("atelier: did not stop in time");
    }

    @Test
    void aSignalStopsAndHalts() {
        hook(() -> true).onSignal();
        hook(() -> false).onSignal();

        assertThat(halts).containsExactly(Start.DONE, Start.FAILED);
    }

    @Test
    void aSignalAmidAnotherStopKeepsItsExitCode() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        StopHook hook = hook(() -> {
            stopping.countDown();
            return mayEnd.await(10, TimeUnit.SECONDS);
        });
        CompletableFuture<Integer> finish = CompletableFuture.supplyAsync(() -> {
            try {
                return hook.finish(Start.DONE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(stopping.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> signal = CompletableFuture.runAsync(hook::onSignal);
        assertThat(halts).isEmpty();

        mayEnd.countDown();
        finish.get(10, TimeUnit.SECONDS);
        signal.get(10, TimeUnit.SECONDS);

        assertThat(halts).allMatch(code -> code == Start.DONE);
    }
}
