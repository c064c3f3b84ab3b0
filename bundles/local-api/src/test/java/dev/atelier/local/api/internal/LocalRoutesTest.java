package dev.atelier.local.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.StatusPart;
import dev.atelier.settings.api.WorkerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRoutesTest {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final FakeHub hub = new FakeHub();
    private final Home home;
    private final WorkerSettings settings;
    private final LocalRoutes routes;

    LocalRoutesTest(@TempDir Path folder) {
        home = new FakeHome(folder);
        settings = new FakeSettings(folder.resolve("not/yet/there"));
        LocalAddress address = new LocalAddress();
        address.set(URI.create("http://127.0.0.1:1"));
        routes = new LocalRoutes(stopped::countDown, home, settings, hub, address);
    }

    @AfterEach
    void stop() {
        routes.stop();
    }

    @Test
    void healthHasEveryPromisedFieldThoughNoRoomAddsAny() throws Exception {
        JsonNode health = new FakeExchange().call(routes, "GET", "/healthz").answer;

        assertThat(health.path("ok").booleanValue()).isTrue();
        assertThat(health.path("version").textValue()).isEqualTo("1.2.3");
        assertThat(health.path("busy").isBoolean()).isTrue();
        assertThat(health.path("engine").isTextual()).isTrue();
        assertThat(health.path("modelsRootFreeBytes").longValue()).isPositive();
        assertThat(health.get("gpuRuntime").isNull()).isTrue();
    }

    @Test
    void statusHasEveryPromisedFieldThoughNoRoomAddsAny() throws Exception {
        JsonNode status = new FakeExchange().call(routes, "GET", "/daemon/status").answer;

        for (String field : List.of(
                "version",
                "pid",
                "configPath",
                "paused",
                "busy",
                "registered",
                "workerId",
                "registration",
                "config",
                "session",
                "heartbeat",
                "gpuRuntime",
                "vramTotalGb",
                "localApiUrl",
                "currentJobId",
                "activeJobs",
                "recentJobs",
                "localJobs",
                "logsSeq",
                "host",
                "memory",
                "engines",
                "roles")) {
            assertThat(status.has(field)).as(field).isTrue();
        }
        assertThat(status.at("/registration/state").textValue()).isEqualTo("pristine");
        assertThat(status.at("/session/state").textValue()).isEqualTo("stopped");
        assertThat(status.path("localApiUrl").textValue()).isEqualTo("http://127.0.0.1:1");
    }

    @Test
    void aRoomKnowsBetterThanTheDefaultAndABrokenOneSpoilsNothing() {
        StatusPart broken = new StatusPart() {
            @Override
            public void status(ObjectNode status) {
                throw new IllegalStateException("broken");
            }
        };
        StatusPart busy = new StatusPart() {
            @Override
            public void status(ObjectNode status) {
                status.put("busy", true);
            }
        };

        ObjectNode status = new Status(home, settings).status(List.of(broken, busy), Optional.empty());

        assertThat(status.path("busy").booleanValue()).isTrue();
        assertThat(status.get("localApiUrl").isNull()).isTrue();
    }

    @Test
    void shutdownAnswersBeforeItStops() throws Exception {
        FakeExchange exchange = new FakeExchange().call(routes, "POST", "/daemon/shutdown");

        assertThat(exchange.status).isEqualTo(202);
        assertThat(exchange.answer).isEqualTo(Json.object().put("ok", true));
        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aNewWatcherIsGreetedAndSeesWhatComes() throws Exception {
        hub.happen("job");
        FakeExchange exchange = new FakeExchange().call(routes, "GET", "/events");

        hub.happen("engine");

        assertThat(exchange.events).containsExactly("1 hello {\"version\":\"1.2.3\",\"last\":1}", "2 engine {\"n\":2}");
    }

    @Test
    void aWatcherThatReturnsGetsWhatItMissedOnce() throws Exception {
        hub.happen("job");
        hub.happen("job");
        FakeExchange exchange = returning("1");

        hub.happen("engine");

        assertThat(exchange.events)
                .containsExactly(" hello {\"version\":\"1.2.3\",\"last\":2}", "2 job {\"n\":2}", "3 engine {\"n\":3}");
    }

    @Test
    void aWatcherThatMissedTooMuchOrComesFromAnEarlierProcessReadsAnew() throws Exception {
        hub.happen("job");

        assertThat(returning("99").events).last().isEqualTo("1 reset {}");
        hub.complete = false;
        assertThat(returning("0").events).last().isEqualTo("1 reset {}");
    }

    @Test
    void anUnreadableNumberIsNone() throws Exception {
        assertThat(returning("x").events).hasSize(1);
    }

    @Test
    void daemonRoutesOfAbsentRoomsSayThatTheyAreUnavailable() {
        assertThatThrownBy(() -> new FakeExchange().call(new DaemonFallback(), "POST", "/daemon/pause"))
                .isInstanceOfSatisfying(HttpError.class, error -> {
                    assertThat(error.status()).isEqualTo(503);
                    assertThat(error.code()).isEqualTo("daemon_control_unavailable");
                });
        assertThatThrownBy(() -> new FakeExchange().call(new DaemonFallback(), "GET", "/daemon/{part}"))
                .isInstanceOfSatisfying(
                        HttpError.class, error -> assertThat(error.code()).isEqualTo("not_found"));
    }

    private FakeExchange returning(String lastId) throws Exception {
        FakeExchange exchange = new FakeExchange();
        exchange.headers.put("Last-Event-ID", lastId);
        return exchange.call(routes, "GET", "/events");
    }

    private static final class FakeHub implements EventHub {
        private final List<Event> events = new ArrayList<>();
        private final List<Consumer<Event>> watchers = new ArrayList<>();
        private boolean complete = true;

        void happen(String type) {
            publish(type, Json.object().put("n", events.size() + 1));
        }

        @Override
        public void publish(String type, ObjectNode data) {
            Event event = new Event(events.size() + 1L, type, data);
            events.add(event);
            watchers.forEach(watcher -> watcher.accept(event));
        }

        @Override
        public long last() {
            return events.size();
        }

        @Override
        public Replay since(long id) {
            return new Replay(
                    complete, events.stream().filter(event -> event.id() > id).toList());
        }

        @Override
        public Subscription subscribe(Consumer<Event> watcher) {
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
        }
    }

    private record FakeHome(Path root) implements Home {
        @Override
        public Path installation() {
            return root;
        }

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public List<String> roles() {
            return List.of("worker");
        }
    }

    private record FakeSettings(Path modelsRoot) implements WorkerSettings {
        @Override
        public Optional<String> apiBaseUrl() {
            return Optional.empty();
        }

        @Override
        public double vramThresholdGb() {
            return 12;
        }

        @Override
        public boolean onlyWhenIdle() {
            return false;
        }

        @Override
        public int localApiPort() {
            return 0;
        }
    }
}
