package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes over a real manager: statuses and shapes. */
class HttpTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    private final Map<String, RouteTable.Handler> handlers = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Worker worker;

    @BeforeEach
    void routes() throws Exception {
        worker = new Worker(root);
        RouteTable table = new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                handlers.put(method + " " + pattern, handler);
                return this;
            }
        };
        worker.assembly.define(table);
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    /** An answer, or the error in its place. */
    private record Answer(int status, JsonNode body) {}

    private Answer call(String route, Map<String, String> path, Map<String, String> query, Fake exchange)
            throws Exception {
        exchange.path.putAll(path);
        exchange.query.putAll(query);
        try {
            Objects.requireNonNull(handlers.get(route)).handle(exchange);
            return new Answer(exchange.status, exchange.answer);
        } catch (HttpError e) {
            return new Answer(e.status(), Json.object().put("error", e.code()));
        }
    }

    private static final class Fake implements Exchange {
        final Map<String, String> path = new HashMap<>();
        final Map<String, String> query = new HashMap<>();
        final Map<String, Path> files = new HashMap<>();
        JsonNode body = Json.object();
        int status;
        JsonNode answer = Json.object();

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path(String name) {
            return path.getOrDefault(name, "");
        }

        @Override
        public Optional<String> query(String name) {
            return Optional.ofNullable(query.get(name));
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.of(files.isEmpty() ? "application/json" : "multipart/form-data; boundary=x");
        }

        @Override
        public String caller() {
            return "local API";
        }

        @Override
        public InputStream body(long maxBytes) {
            return InputStream.nullInputStream();
        }

        @Override
        public JsonNode json() {
            return body;
        }

        @Override
        public JsonNode json(long maxBytes) {
            return body;
        }

        @Override
        public Form form(long maxBytes, Path folder) {
            return new Form() {
                @Override
                public Optional<String> field(String name) {
                    return Optional.empty();
                }

                @Override
                public Optional<Path> file(String name) {
                    return Optional.ofNullable(files.get(name));
                }

                @Override
                public Optional<String> fileName(String name) {
                    return Optional.empty();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void header(String name, String value) {}

        @Override
        public void json(int code, JsonNode document) {
            status = code;
            answer = document;
        }

        @Override
        public void text(int code, String text) {
            status = code;
        }

        @Override
        public void stream(int code, String contentType, long length, InputStream bytes) {
            status = code;
        }

        @Override
        public void file(String contentType, Path file) {}

        @Override
        public void empty(int code) {
            status = code;
        }

        @Override
        public void events(Consumer<EventStream> onOpen) {}
    }

    private Fake upload(Spec spec) throws IOException {
        Fake exchange = new Fake();
        exchange.files.put("bundle", worker.build(spec));
        return exchange;
    }

    @Test
    void installsAnUploadAndShowsItsOperationAndRow() throws Exception {
        Answer preview = call(
                "POST /engines",
                Map.of(),
                Map.of("preview", "true", "allowUnsigned", "true"),
                upload(Spec.of("paint", "1.0.0")));
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.body().path("kind").asText()).isEqualTo("install");

        Answer accepted =
                call("POST /engines", Map.of(), Map.of("allowUnsigned", "true"), upload(Spec.of("paint", "1.0.0")));
        assertThat(accepted.status()).isEqualTo(202);
        String id = accepted.body().path("operationId").asText();
        await().until(() -> call("GET /engines/operations/{op}", Map.of("op", id), Map.of(), new Fake())
                .body()
                .path("state")
                .asText()
                .equals("done"));

        JsonNode row =
                call("GET /engines", Map.of(), Map.of(), new Fake()).body().path(0);
        assertThat(row.path("id").asText()).isEqualTo("paint");
        assertThat(row.path("state").asText()).isEqualTo("active");
        assertThat(row.path("current").asBoolean()).isTrue();
        assertThat(row.path("kinds").toString()).isEqualTo("[\"image\",\"llm\"]");
        assertThat(call("GET /engines/operations", Map.of(), Map.of(), new Fake())
                        .body())
                .hasSize(1);
    }

    @Test
    void answersWithTheStatusOfTheRefusal() throws Exception {
        assertThat(call("POST /engines", Map.of(), Map.of(), upload(Spec.of("paint", "1.0.0"))))
                .isEqualTo(new Answer(403, Json.object().put("error", "untrusted_bundle")));
        assertThat(call("GET /engines/{id}", Map.of("id", "x"), Map.of(), new Fake())
                        .status())
                .isEqualTo(404);
        assertThat(call("DELETE /engines/{id}", Map.of("id", "x"), Map.of(), new Fake())
                        .status())
                .isEqualTo(404);
        assertThat(call("POST /engines/{id}/rollback", Map.of("id", "x"), Map.of(), new Fake())
                        .status())
                .isEqualTo(404);
        assertThat(call("POST /engines", Map.of(), Map.of(), new Fake()).status())
                .isEqualTo(400);
    }

    @Test
    void installsByNameFromACatalogue() throws Exception {
        Path shop = root.resolve("shop");
        TestEngines.build(shop, Spec.of("paint", "1.0.0"));
        var s = Worker.QUICK;
        worker.settings = new ManagerSettings(
                s.drain(),
                s.startTimeout(),
                s.selfTestTimeout(),
                s.probation(),
                s.probationErrorPercent(),
                s.probationMinJobs(),
                s.soak(),
                List.of(shop.toString()),
                false,
                false);
        JsonNode offers = call("GET /engines/available", Map.of(), Map.of(), new Fake())
                .body()
                .path("engines");
        assertThat(offers.path(0).path("installed").asBoolean()).isFalse();

        Fake exchange = new Fake();
        exchange.body = Json.object().put("source", "paint@1.0.0").put("allowUnsigned", true);
        assertThat(call("POST /engines", Map.of(), Map.of(), exchange).status()).isEqualTo(202);

        await().until(() -> worker.versions("paint").equals(List.of("1.0.0 active")));
        assertThat(worker.row("paint", "1.0.0").origin()).isEqualTo("catalogue");
        assertThat(call("GET /engines/available", Map.of(), Map.of(), new Fake())
                        .body()
                        .path("engines")
                        .path(0)
                        .path("installed")
                        .asBoolean())
                .isTrue();
    }
}
