package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a route, without HTTP. */
final class FakeExchange implements Exchange {
    private final String body;
    private final Map<String, String> segments;
    int status;

    @Nullable
    JsonNode answer;

    private FakeExchange(String body, Map<String, String> segments) {
        this.body = body;
        this.segments = segments;
    }

    static FakeExchange call(Routes routes, String route, Map<String, String> segments, String body) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        routes.define(new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                handlers.put(method + " " + pattern, handler);
                return this;
            }
        });
        FakeExchange exchange = new FakeExchange(body, segments);
        RouteTable.Handler handler = handlers.get(route);
        if (handler == null) {
            throw new AssertionError("no route " + route);
        }
        handler.handle(exchange);
        return exchange;
    }

    JsonNode answered() {
        if (answer == null) {
            throw new AssertionError("no JSON answer");
        }
        return answer;
    }

    @Override
    public String method() {
        return "";
    }

    @Override
    public String path(String name) {
        return segments.getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.empty();
    }

    @Override
    public String caller() {
        return "test";
    }

    @Override
    public InputStream body(long maxBytes) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public JsonNode json() throws IOException {
        return json(MIB);
    }

    @Override
    public JsonNode json(long maxBytes) throws IOException {
        return Json.parse(body);
    }

    @Override
    public Form form(long maxBytes, Path folder) {
        throw new UnsupportedOperationException();
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
    public void file(String contentType, Path file) {
        status = 200;
    }

    @Override
    public void empty(int code) {
        status = code;
    }

    @Override
    public void events(Consumer<EventStream> onOpen) {
        throw new UnsupportedOperationException();
    }
}
