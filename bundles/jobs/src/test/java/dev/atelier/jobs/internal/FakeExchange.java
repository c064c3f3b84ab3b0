package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a route, without HTTP. */
final class FakeExchange implements Exchange {
    private final String body;
    private final Map<String, String> names;
    int status;
    String type = "";
    byte[] bytes = {};

    @Nullable
    HttpError refusal;

    private FakeExchange(String body, Map<String, String> names) {
        this.body = body;
        this.names = names;
    }

    /** Names serve as path segments and as query parameters. */
    static FakeExchange call(Routes routes, String route, Map<String, String> names, String body) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        routes.define(new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                handlers.put(method + " " + pattern, handler);
                return this;
            }
        });
        FakeExchange exchange = new FakeExchange(body, names);
        RouteTable.Handler handler = handlers.get(route);
        if (handler == null) {
            throw new AssertionError("no route " + route);
        }
        try {
            handler.handle(exchange);
        } catch (HttpError e) {
            exchange.refusal = e;
            exchange.status = e.status();
            exchange.bytes = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
        return exchange;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    String code() {
        return refusal == null || refusal.code() == null ? "" : String.valueOf(refusal.code());
    }

    Map<String, String> headers() {
        return refusal == null ? Map.of() : refusal.headers();
    }

    JsonNode answered() throws IOException {
        return Json.parse(bytes);
    }

    @Override
    public String method() {
        return "";
    }

    @Override
    public String path(String name) {
        return names.getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(names.get(name));
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
        type = "application/json";
        bytes = Json.bytes(document);
    }

    @Override
    public void text(int code, String text) {
        status = code;
        bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void stream(int code, String contentType, long length, InputStream in) throws IOException {
        status = code;
        type = contentType;
        bytes = in.readAllBytes();
    }

    @Override
    public void file(String contentType, Path file) throws IOException {
        status = 200;
        type = contentType;
        bytes = Files.readAllBytes(file);
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
