package dev.atelier.registration.internal;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.settings.api.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The room as a worker has it, with a folder of its own and a studio to be told. */
final class Worker implements AutoCloseable {
    static final Duration OFTEN = Duration.ofMillis(3);
    static final Duration NEVER = Duration.ofHours(1);

    final LiveHub hub = new LiveHub();
    final Path state;
    final RegistrationService room;
    private final Base base;

    Worker(Path state, @Nullable String baseUrl, Duration poll) {
        this(state, baseUrl, false, poll);
    }

    private Worker(Path state, @Nullable String baseUrl, boolean withStudio, Duration poll) {
        this.state = state;
        this.base = new Base(baseUrl);
        this.room = new RegistrationService(
                state, "1.2", base, withStudio, hub, new RegistrationSettings(poll), Clock.systemUTC());
    }

    /** Of a process that is a studio as well. */
    static Worker besideStudio(Path state, @Nullable String baseUrl) {
        return new Worker(state, baseUrl, true, NEVER).able().start();
    }

    static Worker of(Path state, @Nullable String baseUrl) {
        return new Worker(state, baseUrl, OFTEN).able().start();
    }

    Worker able() {
        room.bindCapabilities(() -> Abilities.NONE);
        return this;
    }

    Worker start() {
        room.start();
        return this;
    }

    void configure(@Nullable String baseUrl) {
        base.url = baseUrl;
        ObjectNode data = Json.object();
        data.putArray("names").add("api_base_url");
        hub.publish("settings", data);
    }

    /** The studio of this process answers from now on; what ends that. */
    Runnable ownStudio(String url) {
        Supplier<Map<String, Object>> endpoint = () -> Map.of("url", url, "adminToken", "hush");
        room.bindOwnStudio(endpoint);
        return () -> room.unbindOwnStudio(endpoint);
    }

    <S extends RegistrationState> S until(Class<S> wanted) {
        return wanted.cast(await().pollInterval(Duration.ofMillis(5)).until(room::state, wanted::isInstance));
    }

    JsonNode identity() throws IOException {
        return Json.parse(Files.readAllBytes(state.resolve("identity.json")));
    }

    JsonNode status() {
        ObjectNode status = Json.object();
        new RegistrationStatus(room).status(status);
        return status;
    }

    @Override
    public void close() {
        room.stop();
    }

    private static final class Base implements WorkerSettings {
        private volatile @Nullable String url;

        Base(@Nullable String url) {
            this.url = url;
        }

        @Override
        public Optional<String> apiBaseUrl() {
            return Optional.ofNullable(url);
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
        public Path modelsRoot() {
            return Path.of("models");
        }

        @Override
        public int localApiPort() {
            return 0;
        }
    }
}
