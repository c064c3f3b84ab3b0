package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Refusal;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.WorkerInput;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private final Registry registry = new Registry();
    private final FakeClient one = new FakeClient("one").with("w1", "w2");
    private final FakeClient two = new FakeClient("two").with("w1");

    private Registry both() {
        registry.register(one);
        registry.register(two);
        return registry;
    }

    @Test
    void listsInTheOrderRuntimesCameWhoeverAnswersFirst() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        one.gate = gate;

        CompletableFuture<Listed<WorkerView>> list = both().listWorkers(200);
        assertThat(list).isNotDone();
        gate.complete(null);

        assertThat(list.join().items()).extracting(WorkerView::runtimeId).containsExactly("one", "one", "two");
    }

    @Test
    void oneThatIsFullIsNotWaitedForAnyLonger() {
        two.gate = new CompletableFuture<>();

        assertThat(both().listWorkers(2).join().items())
                .extracting(WorkerView::workerId)
                .containsExactly("w1", "w2");
    }

    @Test
    void whoIsNotNeededIsNotAskedUnlessTheOthersHaveFewerThanBefore() {
        one.known = OptionalInt.of(2);
        both();

        assertThat(registry.listWorkers(2).join().items()).hasSize(2);
        assertThat(two.listed).isZero();

        one.workers.clear();
        assertThat(registry.listWorkers(2).join().items())
                .extracting(WorkerView::runtimeId)
                .containsExactly("two");
    }

    @Test
    void oneBrokenRuntimeIsARemarkAndNoMore() {
        one.trouble = Diagnostic.error("remote_runtime_timeout", "too late");

        Listed<WorkerView> list = both().listWorkers(200).join();

        assertThat(list.items()).extracting(WorkerView::runtimeId).containsExactly("two");
        assertThat(list.diagnostics()).containsExactly(one.trouble);
    }

    @Test
    void remarksAreBounded() {
        for (int i = 0; i < 30; i++) {
            FakeClient dead = new FakeClient("dead-" + i);
            dead.trouble = Diagnostic.error("remote_runtime_timeout", "too late");
            registry.register(dead);
        }

        assertThat(registry.listWorkers(200).join().diagnostics()).hasSize(16);
        assertThat(registry.listRuntimes(200).join().items()).hasSize(30);
        assertThat(registry.listRuntimes(200).join().diagnostics()).hasSize(16);
    }

    @Test
    void theSameWorkerIdInTwoRuntimesMeansTwoWorkers() {
        both().input("two", "w1", WorkerInput.user("hello")).join();

        assertThat(one.said).isEmpty();
        assertThat(two.said).containsExactly("hello");
    }

    @Test
    void anAddressThatLeadsNowhereIsRefusedBeforeAnybodyIsAsked() {
        both();

        assertThatThrownBy(() -> registry.worker("three", "w1")).isInstanceOf(Refusal.Unknown.class);
        assertThatThrownBy(() -> registry.worker("a.b", "w1")).isInstanceOf(Refusal.InvalidIdentifier.class);
        assertThatThrownBy(() -> registry.worker("one", "ä")).isInstanceOf(Refusal.InvalidIdentifier.class);
        assertThatThrownBy(() -> registry.listWorkersOfHost("nowhere", 200)).isInstanceOf(Refusal.Unknown.class);
    }

    @Test
    void nothingIsSaidToAWorkerThatCannotBeLookedUp() {
        one.trouble = Diagnostic.warning("remote_runtime_unsupported", "it cannot");

        CompletableFuture<?> told = both().input("one", "w1", WorkerInput.user("hello"));

        assertThatThrownBy(told::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(Refusal.Failed.class);
        assertThat(one.said).isEmpty();
    }

    @Test
    void aRuntimeTakesThePlaceOfAnotherOfItsIdAndCanGo() {
        both();
        FakeClient newer = new FakeClient("one").with("w9");

        registry.register(newer);

        assertThat(registry.listRuntimes(200).join().items())
                .extracting(RuntimeView::runtimeId)
                .containsExactly("one", "two");
        assertThat(registry.worker("one", "w9").join().workerId()).isEqualTo("w9");
        registry.unregister("one");
        assertThat(registry.find("one")).isEmpty();
    }
}
