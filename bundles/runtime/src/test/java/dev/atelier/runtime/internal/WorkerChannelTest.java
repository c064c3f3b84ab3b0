package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkerChannelTest {
    private final List<String> taken = new ArrayList<>();

    private WorkerChannel channel() {
        return new WorkerChannel(event -> taken.add(event.path("event").asText()), () -> taken.add("told"));
    }

    @Test
    void holdsBackUntilTheLastHoldIsReleased() {
        WorkerChannel channel = channel();
        channel.hold();
        channel.hold();

        channel.publish(event("one"));
        channel.release();
        assertThat(taken).doesNotContain("one");
        channel.publish(event("two"));
        channel.release();

        assertThat(taken).containsSubsequence("one", "two", "told");
    }

    @Test
    void dropsWhatIsHeldOnceItIsClosed() {
        WorkerChannel channel = channel();
        channel.hold();
        channel.publish(event("one"));

        channel.close();
        channel.release();
        channel.publish(event("two"));

        assertThat(taken).doesNotContain("one", "two");
    }

    /** Were observers told under a lock, whoever speaks to the Worker meanwhile would wait for them, and they for it. */
    @Test
    void anObserverMayWaitForSomebodyElseWhoSpeaksToTheWorker() throws Exception {
        ExecutorService somebody = Executors.newSingleThreadExecutor();
        ScriptedBackend backend = new ScriptedBackend("scripted");
        try (WorkerRuntime runtime =
                new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"))) {
            runtime.attach(backend);
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            Observation observation = runtime.observe(worker, null);
            AtomicBoolean once = new AtomicBoolean();
            AtomicBoolean spoke = new AtomicBoolean();
            observation.onAvailable(() -> {
                if (once.compareAndSet(true, false)) {
                    spoke.set(waited(somebody, () -> runtime.sendInput(worker, WorkerInput.user("meanwhile"))));
                }
            });
            once.set(true);

            ObjectNode said = event("text_done");
            said.putObject("data").put("text", "hello");
            backend.of(worker).publish(said);

            assertThat(spoke).isTrue();
            assertThat(backend.asked).contains("input meanwhile");
            assertThat(runtime.transcript(worker, 0, 10).items())
                    .extracting(entry -> entry.content())
                    .containsExactly("hello", "meanwhile");
        } finally {
            somebody.shutdownNow();
        }
    }

    private static boolean waited(ExecutorService somebody, Runnable action) {
        try {
            somebody.submit(action).get(20, TimeUnit.SECONDS);
            return true;
        } catch (Exception e) {
            return false;
        }
    }
}
