package dev.atelier.local.api.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the answer of a handler, streams of events included. */
final class FakeExchange implements Exchange {
    final Map<String, String> headers = new HashMap<>();
    final List<String> events = new ArrayList<>();
    JsonNode answer = Json.object();
    int status;

    /** Calls the handler that the routes define for exactly this pattern. */
    FakeExchange call(Routes routes, String method, String pattern) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        routes.define(new RouteTable() {
            @Override
            public RouteTable route(String on, String path, Handler handler) {
                handlers.put(on + " " + path, handler);
                return this;
            }
        });
        Objects.requireNonNull(handlers.get(method + " " + pattern)).handle(this);
        return this;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path(String name) {
        return "";
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String caller() {
        return "test";
    }

    @Override
    public InputStream body(long maxBytes) {
        return InputStream.nullInputStream();
    }

    @Override
    public JsonNode json() {
        return Json.object();
    }

    @Override
    public JsonNode json(long maxBytes) {
        return Json.object();
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
        onOpen.accept(new EventStream() {
            @Override
            public boolean send(String id, String type, String data) {
                events.add(id + " " + type + " " + data);
                return true;
            }

            @Override
            public void close() {}

            @Override
            public void onClose(Runnable action) {}
        });
    }
}
