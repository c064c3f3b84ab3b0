package dev.atelier.engine.manager.internal.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.EngineRegistry;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import dev.atelier.http.testing.FakeExchange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartRoutesTest {
    private final EngineRegistry registry = new EngineRegistry();
    private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
    private final Additions additions = new Additions(new Hub());
    private final PartRoutes routes = new PartRoutes(registry, additions);
    private final Painter painter = new Painter();
    private final Slot slot = new Slot(painter, painter.descriptor());

    /** An engine that cannot serve until its brush has come. */
    private static final class Painter implements Engine, PartsOwner {
        /** What the fetch does next; handed over one by one. */
        final SynchronousQueue<Step> steps = new SynchronousQueue<>();

        volatile boolean brush;

        interface Step {
            /** Whether the fetch goes on. */
            boolean take(JobContext context) throws EngineException;
        }

        void next(Step step) throws InterruptedException {
            assertThat(steps.offer(step, 10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public List<Part> parts() {
            return List.of(
                    new Part("brush", "A brush", brush ? "2" : null, null, state(), "paints", !brush, 2048),
                    new Part("easel", "An easel", null, null, Part.State.MISSING, "buy one", false, 0));
        }

        private Part.State state() {
            return brush ? Part.State.IN_USE : Part.State.MISSING;
        }

        @Override
        public void add(String part, JobContext context) throws EngineException {
            try {
                while (Objects.requireNonNull(steps.poll(10, TimeUnit.SECONDS)).take(context)) {
                    context.checkCancelled();
                }
            } catch (InterruptedException e) {
                throw EngineException.cancelled();
            }
            brush = true;
        }

        @Override
        public EngineDescriptor descriptor() {
            return new EngineDescriptor(
                    "painter",
                    "1",
                    "Paints",
                    Set.of("painter"),
                    Map.of(Kind.IMAGE, List.of("painter:*")),
                    EngineDescriptor.Isolation.PROGRAM,
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
            return brush ? Health.OK : Health.unavailable("no brush", "add one");
        }
    }

    private final class Hub implements EventHub {
        @Override
        public void publish(String type, ObjectNode data) {
            told.add(Json.object().put("type", type).set("data", data));
        }

        @Override
        public long last() {
            return 0;
        }

        @Override
        public Replay since(long id) {
            return new Replay(true, List.of());
        }

        @Override
        public Subscription subscribe(Consumer<Event> watcher) {
            return () -> {};
        }
    }

    PartRoutesTest() {
        Version version = registry.know(new Version(
                new Installed("painter", "aa", "x.painter", "1", 1, "upload", false, null, null, 0, null),
                State.ACTIVE,
                Instant.EPOCH));
        version.slot(slot);
        registry.serve(version);
    }

    @AfterEach
    void stop() {
        additions.close();
    }

    private FakeExchange call(String route, String engine, String part) throws Exception {
        return FakeExchange.call(routes, route, Map.of("id", engine, "part", part), "");
    }

    private JsonNode brush() throws Exception {
        return call("GET /engines/{id}/parts/{part}", "painter", "brush").answered();
    }

    private JsonNode await(String state) throws InterruptedException {
        while (true) {
            JsonNode event = Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "no event says " + state);
            if (event.path("type").asText().equals("part")
                    && event.path("data").path("state").asText().equals(state)) {
                return event.path("data");
            }
        }
    }

    @Test
    void listsThePartsOfAnEngineThatCannotServe() throws Exception {
        JsonNode parts = call("GET /engines/{id}/parts", "painter", "").answered();

        assertThat(parts).hasSize(2);
        assertThat(parts.get(0))
                .isEqualTo(
                        Json.parse(
                                "{\"id\":\"brush\",\"title\":\"A brush\",\"state\":\"missing\",\"addable\":true,\"note\":\"paints\",\"downloadBytes\":2048}"));
        assertThat(slot.inFlight()).isZero();
    }

    @Test
    void addsAPartAndTellsHowFarItIs() throws Exception {
        FakeExchange answer = call("POST /engines/{id}/parts/{part}", "painter", "brush");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.answered().path("state").asText()).isEqualTo("running");

        painter.next(context -> {
            context.progress(0.5, "half of it");
            return true;
        });
        assertThat(brush().path("adding").path("state").asText()).isEqualTo("running");
        painter.next(context -> false);

        await("done");
        assertThat(brush().path("state").asText()).isEqualTo("in_use");
        assertThat(brush().path("adding").path("fraction").asDouble()).isEqualTo(0.5);
    }

    @Test
    void asksOnceForWhatIsUnderWayAlready() throws Exception {
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        call("POST /engines/{id}/parts/{part}", "painter", "brush");

        assertThat(slot.inFlight()).isEqualTo(1);
        painter.next(context -> false);
        await("done");
    }

    @Test
    void cancelledOneSaysSoAndCanBeAskedForAgain() throws Exception {
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        assertThat(call("POST /engines/{id}/parts/{part}/cancel", "painter", "brush")
                        .status())
                .isEqualTo(200);
        painter.steps.offer(context -> true, 1, TimeUnit.SECONDS);

        await("cancelled");
        FakeExchange again = call("POST /engines/{id}/parts/{part}/cancel", "painter", "brush");
        assertThat(again.code()).isEqualTo("wrong_state");
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        painter.next(context -> false);
        await("done");
    }

    @Test
    void whatWentWrongIsKeptWithThePart() throws Exception {
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        painter.next(context -> {
            throw new EngineException("download_failed", "the shop is closed", true);
        });

        await("failed");
        JsonNode error = brush().path("adding").path("error");
        assertThat(error.path("code").asText()).isEqualTo("download_failed");
        assertThat(error.path("message").asText()).isEqualTo("the shop is closed");
    }

    @Test
    void whateverTheEngineThrowsTheAttemptIsOver() throws Exception {
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        painter.next(context -> {
            throw new OutOfMemoryError("no room for a brush");
        });

        assertThat(await("failed").path("error").path("message").asText()).contains("no room for a brush");
    }

    @Test
    void aVersionThatHasToGoTakesItsFetchWithIt() throws Exception {
        call("POST /engines/{id}/parts/{part}", "painter", "brush");
        slot.close();
        slot.recall();
        painter.steps.offer(context -> true, 1, TimeUnit.SECONDS);

        assertThat(slot.drained().get(10, TimeUnit.SECONDS)).isTrue();
        await("cancelled");
    }

    @Test
    void namesWhatIsNotThere() throws Exception {
        assertThat(call("GET /engines/{id}/parts", "sculptor", "").code()).isEqualTo("unknown_engine");
        assertThat(call("POST /engines/{id}/parts/{part}", "painter", "chisel").code())
                .isEqualTo("unknown_part");
        FakeExchange refused = call("POST /engines/{id}/parts/{part}", "painter", "easel");
        assertThat(refused.code()).isEqualTo("not_addable");
        assertThat(refused.text()).contains("An easel").contains("buy one");
        assertThat(slot.inFlight()).isZero();
    }
}
