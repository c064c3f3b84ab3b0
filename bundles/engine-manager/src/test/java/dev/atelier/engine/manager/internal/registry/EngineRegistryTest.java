package dev.atelier.engine.manager.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.internal.journal.Installed;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class EngineRegistryTest {
    private final EngineRegistry registry = new EngineRegistry();

    /** An engine that knows whether it was stopped. */
    private static class Stub implements Engine {
        final String id;
        final String version;
        volatile boolean stopped;
        volatile Health health = Health.OK;

        Stub(String id, String version) {
            this.id = id;
            this.version = version;
        }

        @Override
        public EngineDescriptor descriptor() {
            return new EngineDescriptor(
                    id,
                    version,
                    id,
                    Set.of(id),
                    Map.of(Kind.IMAGE, List.of(id + ":*")),
                    EngineDescriptor.Isolation.IN_PROCESS,
                    false,
                    EngineDescriptor.Needs.NONE,
                    1);
        }

        @Override
        public EngineResult execute(EngineJob job, JobContext context) {
            return new EngineResult.Json("{}");
        }

        @Override
        public void selfTest(JobContext context) {}

        @Override
        public Health health() {
            return health;
        }
    }

    private Version version(Stub stub) {
        Installed installed = new Installed(
                stub.id, stub.id + stub.version, "x." + stub.id, stub.version, 1, "upload", false, null, null, 0, null);
        Version version = registry.know(new Version(installed, State.ACTIVE, Instant.EPOCH));
        version.slot(new Slot(stub, stub.descriptor()));
        return version;
    }

    private Version serve(Stub stub) {
        Version version = version(stub);
        registry.serve(version);
        return version;
    }

    @Test
    void tellsTheModelsAnEngineHasNowButNoOtherName() throws Exception {
        List<String> models = new ArrayList<>(List.of("one"));
        serve(new Stub("a", "1") {
            @Override
            public EngineDescriptor descriptor() {
                EngineDescriptor told = super.descriptor();
                return new EngineDescriptor(
                        models.size() > 2 ? "b" : "a",
                        told.version(),
                        told.title(),
                        told.sources(),
                        Map.of(Kind.IMAGE, models),
                        told.isolation(),
                        told.loadable(),
                        told.needs(),
                        told.slots());
            }
        });

        models.add("two");
        assertThat(registry.serving().get(0).models().get(Kind.IMAGE)).containsExactly("one", "two");

        models.add("three");
        assertThat(registry.serving().get(0).id()).isEqualTo("a");
    }

    @Test
    void refusesNobodyWhileItSwitchesUnderEightLeasingThreads() throws Exception {
        int switches = 200;
        Version current = serve(new Stub("a", "0"));
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong leases = new AtomicLong();
        AtomicInteger dead = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        CountDownLatch started = new CountDownLatch(8);
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            users.add(pool.submit(() -> {
                while (!done.get()) {
                    try (Engines.Lease lease = registry.lease("a", "m")) {
                        Stub stub = (Stub) lease.engine();
                        if (stub.stopped) {
                            dead.incrementAndGet();
                        }
                        Thread.onSpinWait();
                        if (stub.stopped) {
                            dead.incrementAndGet();
                        }
                        leases.incrementAndGet();
                    }
                    started.countDown();
                    LockSupport.parkNanos(1); // two cores, eight threads: let the switch have its turn
                }
                return null;
            }));
        }
        started.await();

        for (int i = 1; i <= switches; i++) {
            long before = leases.get();
            while (leases.get() == before && users.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(1); // every switch happens amid leasing, however busy the machine is
            }
            Stub stub = new Stub("a", String.valueOf(i));
            Version next = version(stub);
            registry.serve(next);
            Slot old = Objects.requireNonNull(current.slot());
            old.close();
            assertThat(old.drained().get(10, TimeUnit.SECONDS)).isTrue();
            ((Stub) old.engine()).stopped = true;
            current = next;
        }

        done.set(true);
        for (Future<?> user : users) {
            user.get(10, TimeUnit.SECONDS); // a refusal would be thrown here
        }
        pool.shutdownNow();
        assertThat(dead).hasValue(0);
        assertThat(leases.get()).isGreaterThanOrEqualTo(switches);
    }

    @Test
    void asksTheSuccessorOfAnEngineThatWasRetiredWhileItWasAsked() throws Exception {
        Version next = version(new Stub("a", "2"));
        serve(new Stub("a", "1") {
            @Override
            public Health health() {
                registry.serve(next);
                return Health.unavailable("it is stopped", "ask another");
            }
        });

        try (Engines.Lease lease = registry.lease("a", "m")) {
            assertThat(lease.descriptor().version()).isEqualTo("2");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // an engine is foreign code and may not keep to the contract
    void anEngineWithoutAWordOnItsHealthCannotServe() {
        Stub silent = new Stub("a", "1");
        silent.health = null;
        serve(silent);

        assertThat(registry.rows()).extracting(row -> row.state()).containsExactly(State.UNAVAILABLE);
    }

    @Test
    void aReopenedSlotDrainsAnewAlthoughLeasesComeBackMeanwhile() throws Exception {
        Stub stub = new Stub("a", "1");
        ExecutorService other = Executors.newSingleThreadExecutor();
        for (int i = 0; i < 500; i++) {
            Slot slot = new Slot(stub, stub.descriptor());
            SlotLease first = Objects.requireNonNull(slot.acquire());
            slot.close();
            Future<?> returned = other.submit(first::close);
            slot.reopen();
            returned.get(10, TimeUnit.SECONDS);

            SlotLease second = Objects.requireNonNull(slot.acquire());
            slot.close();
            assertThat(slot.drained()).isNotDone();
            second.close();
            assertThat(slot.drained()).isDone();
        }
        other.shutdownNow();
    }

    @Test
    void saysWhichEngineIsMissingAndWhatToDo() {
        registry.started();

        assertThatThrownBy(() -> registry.lease("sdcpp", "flux"))
                .isInstanceOf(EngineUnavailable.class)
                .hasMessageStartingWith("no `sdcpp` engine on this worker (model `flux` requires it); ")
                .hasMessageContaining("atelier engines install sdcpp");
    }

    @Test
    void showsAnEngineThatCannotServeWithReasonAndRemedy() {
        Stub stub = new Stub("sdcpp", "1");
        stub.health = Health.unavailable("sd-cli is not installed", "install it");
        serve(stub);

        assertThat(registry.rows()).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(State.UNAVAILABLE);
            assertThat(row.reason()).isEqualTo("sd-cli is not installed");
            assertThat(row.remedy()).isEqualTo("install it");
        });
        assertThat(registry.serving()).isEmpty();
        assertThatThrownBy(() -> registry.lease("sdcpp", "m")).hasMessageContaining("sd-cli is not installed");
    }

    @Test
    void namesRealEnginesFirstAndTheSyntheticOneLast() {
        serve(new Stub("synthetic", "1"));
        serve(new Stub("whisper", "1"));
        serve(new Stub("llama", "1"));

        assertThat(registry.serving())
                .extracting(EngineDescriptor::id)
                .containsExactly("llama", "whisper", "synthetic");
    }

    @Test
    void callsLeasesBackOnceEachEvenWhenAskedLate() throws Exception {
        Version version = serve(new Stub("a", "1"));
        Slot slot = Objects.requireNonNull(version.slot());
        AtomicInteger recalls = new AtomicInteger();
        Engines.Lease lease = registry.lease("a", "m");
        lease.onRecall(recalls::incrementAndGet);

        slot.close();
        slot.recall();
        slot.recall();
        lease.onRecall(recalls::incrementAndGet);

        assertThat(recalls).hasValue(2);
        assertThat(slot.drained()).isNotDone();
        lease.close();
        lease.close();
        assertThat(slot.drained()).isDone();
        assertThat(slot.inFlight()).isZero();
    }

    @Test
    void condemnsAVersionOnlyAfterEnoughJobsAndWithinItsProbation() {
        List<String> verdicts = new ArrayList<>();
        Probation probation = new Probation(Clock.systemUTC(), Instant.now().plusSeconds(60), 20, 5);
        probation.whenFailed(verdicts::add);

        for (int i = 0; i < 4; i++) {
            probation.told(true);
        }
        assertThat(verdicts).isEmpty();
        probation.told(true);

        assertThat(verdicts).singleElement().asString().startsWith("5 of its first 5 jobs failed");
    }
}
