package dev.atelier.studio.gateway.internal;

import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.Listeners;
import dev.atelier.http.api.Routes;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.KeyStore.Role;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoredJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The gateway with everything around it made up. */
final class FakeStudio implements AutoCloseable {
    static final String KEY = "Bearer sk-client";

    final FakeQueue queue = new FakeQueue();
    final Map<String, byte[]> results = new ConcurrentHashMap<>();
    final Map<String, byte[]> inputs = new ConcurrentHashMap<>();
    final List<String> everKept = new ArrayList<>();
    final Map<String, ReadAlong.Reader> readers = new ConcurrentHashMap<>();
    final Links links = new Links(Clock.systemUTC(), Secret.random());
    /** Until it is opened results cannot be read. */
    volatile CountDownLatch readable = new CountDownLatch(0);

    final Desk desk;
    private final List<Routes> rooms;

    FakeStudio() {
        this(new GatewaySettings(100, Duration.ofMinutes(5), Duration.ofMinutes(1)));
    }

    FakeStudio(GatewaySettings settings) {
        ResultStore store = new Results();
        Inputs kept = new Kept();
        desk = new Desk(FakeStudio::principal, queue, store, kept, this::follow, settings, Memory.ofThisProcess());
        Shelf shelf = new Shelf(new Registry(), Instant.ofEpochSecond(7));
        FileRoutes files = new FileRoutes(jobs(), store, listeners(), links);
        Uploads uploads = new Uploads(kept);
        rooms = List.of(
                new ModelRoutes(desk, shelf),
                new ChatRoutes(desk, shelf),
                new ImageRoutes(desk, shelf, files, uploads, store),
                new AudioRoutes(desk, shelf, uploads, store),
                files);
    }

    FakeExchange post(String path, String body) throws Exception {
        return send(new FakeExchange(Map.of(), body), "POST " + path);
    }

    FakeExchange form(String path, Exchange.Form form) throws Exception {
        return send(new FakeExchange(Map.of(), "").with(form), "POST " + path);
    }

    FakeExchange send(FakeExchange exchange, String route) throws Exception {
        return unkeyed(exchange.asking("Authorization", KEY), route);
    }

    FakeExchange unkeyed(FakeExchange exchange, String route) throws Exception {
        return exchange.to(table -> rooms.forEach(room -> room.define(table)), route);
    }

    void done(int number, String type, String result) {
        await().until(() -> queue.submitted.size() > number);
        results.put(queue.job(number).id(), result.getBytes(StandardCharsets.UTF_8));
        queue.done(number, type);
    }

    static FakeExchange answered(FakeExchange exchange) {
        await().until(() -> exchange.status() != 0);
        return exchange;
    }

    @Override
    public void close() {
        desk.stop();
    }

    private ReadAlong.Reading follow(String jobId, ReadAlong.Reader reader) {
        readers.put(jobId, reader);
        return () -> readers.remove(jobId, reader);
    }

    private static Optional<Principal> principal(@Nullable String authorization) {
        if (KEY.equals(authorization)) {
            return Optional.of(new Principal(Role.SUBMIT, "key-1", "client"));
        }
        return "Bearer sk-viewer".equals(authorization)
                ? Optional.of(new Principal(Role.VIEWER, "key-2", "viewer"))
                : Optional.empty();
    }

    private JobStore jobs() {
        return (JobStore) Proxy.newProxyInstance(
                FakeStudio.class.getClassLoader(),
                new Class<?>[] {JobStore.class},
                (self, called, args) -> queue.submitted.stream()
                        .filter(job ->
                                called.getName().equals("find") && job.id().equals(args[0]))
                        .map(job -> FakeQueue.stored(job, StoredJob.Status.DONE, "image/png", null))
                        .findFirst());
    }

    private static Listeners listeners() {
        return (Listeners) Proxy.newProxyInstance(
                FakeStudio.class.getClassLoader(),
                new Class<?>[] {Listeners.class},
                (self, called, args) -> URI.create("http://127.0.0.1:4780"));
    }

    private static final class Registry implements ModelRegistry {
        private final Map<String, Model> models = new TreeMap<>();

        Registry() {
            for (Kind kind : List.of(Kind.LLM, Kind.IMAGE, Kind.AUDIO_STT, Kind.AUDIO_TTS)) {
                put(kind.wireName(), kind, true);
            }
            put("off", Kind.LLM, false);
        }

        private void put(String id, Kind kind, boolean enabled) {
            models.put(id, new Model(id, "The " + id, kind, 2, null, ModelSource.of("synthetic"), enabled));
        }

        @Override
        public List<Model> all() {
            return List.copyOf(models.values());
        }

        @Override
        public Optional<Model> find(String id) {
            return Optional.ofNullable(models.get(id));
        }

        @Override
        public boolean add(Model model) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean replace(Model model) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean remove(String id) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Results implements ResultStore {
        @Override
        public Path incoming() {
            return Path.of("unused");
        }

        @Override
        public Optional<Opened> open(String jobId, String claim) {
            try {
                readable.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            byte[] bytes = results.get(jobId);
            return bytes == null
                    ? Optional.empty()
                    : Optional.of(new Opened(new ByteArrayInputStream(bytes), bytes.length));
        }

        @Override
        public void publish(String jobId, String claim, Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void publish(String jobId, String claim, byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String jobId, String claim) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Kept implements Inputs {
        @Override
        public String keep(InputStream bytes, @Nullable String owner) throws IOException {
            String id = "input-" + everKept.size();
            everKept.add(id);
            inputs.put(id, bytes.readAllBytes());
            return id;
        }

        @Override
        public void remove(String id) {
            inputs.remove(id);
        }
    }
}
