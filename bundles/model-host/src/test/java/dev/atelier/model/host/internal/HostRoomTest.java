package dev.atelier.model.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.ModelHost.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRoomTest {
    private final World world;

    HostRoomTest(@TempDir Path folder) {
        world = new World(folder);
        world.model("small", 1);
        world.model("big", 6, "one-of-these");
        world.model("bigger", 7, "one-of-these");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private FakeLoader engine() {
        return Objects.requireNonNull(world.engine);
    }

    private void loaded(String model) throws Exception {
        world.room.load(model);
        world.awaitState(model, State.LOADED);
    }

    private Request ask(String model, String id) {
        return Request.ask(world.room.lane(model).orElseThrow(), id);
    }

    private static String answer(Request request) {
        return request.answer
                .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aModelThatIsAskedForIsLoadedAndAnswers() throws Exception {
        assertThat(world.room.lane("small")).isEmpty();

        assertThat(world.room.load("small").state()).isIn(State.LOADING, State.LOADED);
        world.awaitState("small", State.LOADED);

        assertThat(answer(ask("small", "a"))).isEqualTo("\"a by 1.0.0\"");
        assertThat(world.view("small").resident()).isTrue();
        assertThat(world.room.lane("small").orElseThrow().tokens("ab", false)).containsExactly('a', 'b');
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingChanges() {
        world.freeGib = 1.9;

        assertThatThrownBy(() -> world.room.load("small"))
                .hasMessage("insufficient memory: needs 1.00 GiB, 1.90 GiB free (1.00 GiB kept in reserve)")
                .isInstanceOf(LoadRefused.class);

        assertThat(world.view("small").state()).isEqualTo(State.UNLOADED);
        assertThat(world.view("small").resident()).isFalse();
    }

    @Test
    void whatIsFreeIsReadBeforeEachLoad() throws Exception {
        loaded("small");
        int before = world.looks.get();

        loaded("big");

        assertThat(world.looks.get()).isGreaterThan(before);
    }

    @Test
    void aGpuThatDoesNotTellWhatIsFreeIsCountedByEstimates() throws Exception {
        world.vramGib = 4.5;
        loaded("small");

        assertThatThrownBy(() -> world.room.load("bigger"))
                .hasMessageContaining("3.50 GiB free (1.00 GiB kept in reserve)");
    }

    @Test
    void whereMemoryCannotBeToldNothingIsLoaded() {
        world.freeGib = -1;

        assertThatThrownBy(() -> world.room.load("small")).isInstanceOf(LoadRefused.class);
    }

    @Test
    void oneOfAGroupMakesRoomForTheOther() throws Exception {
        loaded("big");
        world.freeGib = 2;

        loaded("bigger");

        assertThat(world.view("big").state()).isEqualTo(State.UNLOADED);
        assertThat(world.view("big").resident()).isFalse();
        assertThat(engine().told).containsSubsequence("loaded big", "close big", "load bigger");
    }

    @Test
    void aModelThatIsLetGoOfWhileItIsLoadedGoesAfterwards() throws Exception {
        engine().loading = new CountDownLatch(1);
        world.room.load("small");

        assertThat(world.room.unload("small").state()).isEqualTo(State.LOADING);
        engine().loading.countDown();

        world.awaitState("small", State.UNLOADED);
        assertThat(engine().told).containsExactly("load small", "loaded small", "close small");
        assertThat(world.leases).hasValue(0);
    }

    @Test
    void lettingGoEndsWhatIsBeingAnsweredAndTellsWhoWaits() throws Exception {
        loaded("small");
        engine().answering = new CountDownLatch(1);
        Request first = ask("small", "first");
        await().until(() -> engine().told.contains("execute first"));
        Lane lane = world.room.lane("small").orElseThrow();
        Request second = Request.ask(lane, "second");

        world.room.unload("small");

        assertThat(answer(first)).startsWith(Lane.NOT_LOADED); // nobody cancelled it
        assertThat(answer(second)).startsWith(Lane.NOT_LOADED);
        world.awaitState("small", State.UNLOADED);
        assertThat(answer(Request.ask(lane, "third"))).startsWith(Lane.NOT_LOADED);
    }

    @Test
    void whoIsCancelledWhileWaitingLeavesTheLine() throws Exception {
        loaded("small");
        engine().answering = new CountDownLatch(1);
        Request first = ask("small", "first");
        await().until(() -> engine().told.contains("execute first"));
        Request second = ask("small", "second");

        second.cancel();

        assertThat(answer(second)).startsWith("cancelled");
        engine().answering.countDown();
        assertThat(answer(first)).contains("first by");
        assertThat(engine().told).doesNotContain("execute second");
    }

    @Test
    void aLoadThatFailsSaysWhyAndMayBeTriedAgain() throws Exception {
        engine().broken = "no such file";
        world.room.load("small");
        world.awaitState("small", State.FAILED);

        assertThat(world.view("small").error()).isEqualTo("no such file");
        assertThat(world.view("small").resident()).isTrue();
        assertThat(world.leases).hasValue(0);
        engine().broken = "";
        loaded("small");
    }

    @Test
    void whateverALoadThrowsItIsNotOnItsWayForEver() throws Exception {
        engine().fatal = new OutOfMemoryError("too large");
        world.room.load("small");
        world.awaitState("small", State.FAILED);

        assertThat(world.view("small").error()).contains("too large");
        assertThat(world.leases).hasValue(0);
    }

    @Test
    void whatWasLoadedIsLoadedAgainAfterAStartOnceItsEngineIsThere() throws Exception {
        loaded("small");
        FakeLoader before = engine();
        world.serves(null);
        world.restart();
        assertThat(before.told).contains("close small");

        world.serves(new FakeLoader("1.0.0"));

        world.awaitState("small", State.LOADED);
    }

    @Test
    void aModelMovesToTheNewVersionBeforeTheOldOneLetsGo() throws Exception {
        loaded("small");
        FakeLoader old = engine();
        FakeLoader fresh = new FakeLoader("2.0.0");
        fresh.loading = new CountDownLatch(1);
        world.serves(fresh);
        await().until(() -> fresh.told.contains("load small"));

        assertThat(answer(ask("small", "meanwhile"))).isEqualTo("\"meanwhile by 1.0.0\"");
        fresh.loading.countDown();

        await().until(() -> old.told.contains("close small"));
        assertThat(answer(ask("small", "after"))).isEqualTo("\"after by 2.0.0\"");
        await().until(() -> world.leases.get() == 1);
    }

    @Test
    void whoWaitsForTheOldVersionIsAnsweredByTheNewOne() throws Exception {
        loaded("small");
        FakeLoader old = engine();
        old.answering = new CountDownLatch(1);
        Request first = ask("small", "first");
        await().until(() -> old.told.contains("execute first"));
        Request second = ask("small", "second");

        world.serves(new FakeLoader("2.0.0"));

        assertThat(answer(second)).isEqualTo("\"second by 2.0.0\"");
        old.answering.countDown();
        assertThat(answer(first)).isEqualTo("\"first by 1.0.0\"");
    }

    @Test
    void whoIsBeingAnsweredByTheOldVersionHasUntilThatIsRecalled() throws Exception {
        loaded("small");
        FakeLoader old = engine();
        old.answering = new CountDownLatch(1);
        Request first = ask("small", "first");
        await().until(() -> old.told.contains("execute first"));
        FakeLoader fresh = new FakeLoader("2.0.0");
        world.serves(fresh);
        assertThat(answer(ask("small", "second"))).isEqualTo("\"second by 2.0.0\"");
        assertThat(old.told).doesNotContain("close small");

        world.recall("1.0.0");

        assertThat(answer(first)).startsWith(Lane.NOT_LOADED);
        await().until(() -> old.told.contains("close small"));
    }

    @Test
    void aVersionThatHasToGoBeforeTheNextIsReadyLeavesTheModelWaitingAndNotLost() throws Exception {
        loaded("small");
        FakeLoader old = engine();
        FakeLoader fresh = new FakeLoader("2.0.0");
        fresh.loading = new CountDownLatch(1);
        world.serves(fresh);
        await().until(() -> fresh.told.contains("load small"));

        world.recall("1.0.0");

        await().until(() -> old.told.contains("close small"));
        assertThat(world.view("small").state()).isEqualTo(State.LOADING);
        Request meanwhile = ask("small", "meanwhile");
        fresh.loading.countDown();
        assertThat(answer(meanwhile)).isEqualTo("\"meanwhile by 2.0.0\"");
        assertThat(world.view("small").state()).isEqualTo(State.LOADED);
        await().until(() -> world.leases.get() == 1);
    }

    @Test
    void aModelThatLostItsEngineIsThereAgainOnceAnotherServes() throws Exception {
        loaded("small");
        world.serves(null);
        world.recall("1.0.0");
        world.awaitState("small", State.UNLOADED);
        assertThat(world.view("small").resident()).isTrue();

        world.serves(new FakeLoader("2.0.0"));

        world.awaitState("small", State.LOADED);
    }

    @Test
    void aModelThatIsLetGoOfWhileItMovesDoesNotComeBack() throws Exception {
        loaded("small");
        FakeLoader fresh = new FakeLoader("2.0.0");
        fresh.loading = new CountDownLatch(1);
        world.serves(fresh);
        await().until(() -> fresh.told.contains("load small"));

        world.room.unload("small");
        world.awaitState("small", State.UNLOADED);
        assertThat(world.room.lane("small")).isEmpty();
        fresh.loading.countDown();

        await().until(() -> fresh.told.contains("close small"));
        assertThat(world.view("small").state()).isEqualTo(State.UNLOADED);
        await().until(() -> world.leases.get() == 0);
    }

    @Test
    void aCancelThatCostsAChildItsLifeIsNoReasonToDoubtTheModel() throws Exception {
        loaded("small");
        engine().answering = new CountDownLatch(1);
        Request first = ask("small", "first");
        await().until(() -> engine().told.contains("execute first"));
        engine().alive = false;

        first.cancel();

        assertThat(answer(first)).startsWith("cancelled");
        assertThat(world.view("small").state()).isEqualTo(State.LOADED);
    }

    @Test
    void whereMemoryIsShortTheOldOneGoesFirstAndNobodyIsTurnedAway() throws Exception {
        loaded("big");
        world.freeGib = 2;
        FakeLoader old = engine();
        FakeLoader fresh = new FakeLoader("2.0.0");
        fresh.loading = new CountDownLatch(1);

        world.serves(fresh);
        await().until(() -> fresh.told.contains("load big"));
        assertThat(old.told).contains("close big");
        Request meanwhile = ask("big", "meanwhile");
        fresh.loading.countDown();

        assertThat(answer(meanwhile)).isEqualTo("\"meanwhile by 2.0.0\"");
    }

    @Test
    void whoWaitsHearsAtOnceThatTheRoomStops() throws Exception {
        loaded("big");
        world.freeGib = 2;
        FakeLoader fresh = new FakeLoader("2.0.0");
        fresh.deaf = true;
        fresh.loading = new CountDownLatch(1);
        world.serves(fresh);
        await().until(() -> fresh.told.contains("load big"));
        Request waiting = ask("big", "waiting");

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(world.room::stop);

        assertThat(waiting.answer)
                .succeedsWithin(Duration.ofSeconds(3))
                .asString()
                .startsWith(Lane.NOT_LOADED);
        fresh.loading.countDown();
        stopped.join();
        assertThat(fresh.told).contains("close big");
    }

    @Test
    void aModelWhoseProcessDiesIsLoadedAgain() throws Exception {
        loaded("small");
        FakeLoader first = engine();
        first.alive = false;

        assertThat(answer(ask("small", "unlucky"))).startsWith("engine_failed");
        first.alive = true;

        assertThat(answer(ask("small", "next"))).isEqualTo("\"next by 1.0.0\"");
        assertThat(world.view("small").state()).isEqualTo(State.LOADED);
    }

    @Test
    void aBrokenListOfResidentsIsSetAside(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/residents.json"), "{\"version\":2,\"residents\":[]}");

        try (World other = new World(folder)) {
            other.model("small", 1);
            assertThat(other.view("small").resident()).isFalse();
            try (var aside = Files.newDirectoryStream(folder.resolve("state"), "residents.json.corrupt-*")) {
                assertThat(aside).hasSize(1);
            }
        }
    }
}
