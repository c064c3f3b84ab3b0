package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A request with a JSON body, and what was answered. */
final class FakeExchange implements Exchange {
    private final String method;
    private final String body;
    int status;
    JsonNode answer = Json.object();

    private FakeExchange(String method, String body) {
        this.method = method;
        this.body = body;
    }

    static FakeExchange call(Routes routes, String method, String path, String body) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        routes.define(new RouteTable() {
            @Override
            public RouteTable route(String verb, String pattern, Handler handler) {
                handlers.put(verb + " " + pattern, handler);
                return this;
            }
        });
        RouteTable.Handler handler = handlers.get(method + " " + path);
        if (handler == null) {
            throw new AssertionError("no route " + method + " " + path);
        }
        FakeExchange exchange = new FakeExchange(method, body);
        handler.handle(exchange);
        return exchange;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public JsonNode json() throws IOException {
        return Json.parse(body);
    }

    @Override
    public JsonNode json(long maxBytes) throws IOException {
        return json();
    }

    @Override
    public void json(int code, JsonNode document) {
        status = code;
        answer = document;
    }

    @Override
    public String path(String name) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Form form(long maxBytes, Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void header(String name, String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void text(int code, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stream(int code, String contentType, long length, InputStream bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void file(String contentType, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void empty(int code) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void events(Consumer<EventStream> onOpen) {
        throw new UnsupportedOperationException();
    }
}
