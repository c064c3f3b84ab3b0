package dev.atelier.http.testing;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a route, without HTTP. A refusal is kept like any other answer. */
public final class FakeExchange implements Exchange {
    private final Map<String, String> names;
    private final String body;
    private final Map<String, String> asked = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();
    private String method = "";
    private volatile int status;
    private String type = "";
    private byte[] bytes = {};
    private @Nullable HttpError refusal;
    private @Nullable Form form;

    /** @param names serve as path segments and as query parameters */
    public FakeExchange(Map<String, String> names, String body) {
        this.names = Map.copyOf(names);
        this.body = body;
    }

    /** @param route method and pattern as defined, such as {@code GET /jobs/{id}} */
    public static FakeExchange call(Routes routes, String route, Map<String, String> names, String requestBody)
            throws Exception {
        return new FakeExchange(names, requestBody).to(routes, route);
    }

    public static FakeExchange call(Routes routes, String route) throws Exception {
        return call(routes, route, Map.of(), "");
    }

    public FakeExchange asking(String header, String value) {
        asked.put(header, value);
        return this;
    }

    /** Sends a form, whatever the body. */
    public FakeExchange with(Form sent) {
        form = sent;
        return this;
    }

    /** Lets the handler of a route answer. */
    public FakeExchange to(Routes routes, String route) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        routes.define(new RouteTable() {
            @Override
            public RouteTable route(String on, String pattern, Handler handler) {
                handlers.put(on + " " + pattern, handler);
                return this;
            }
        });
        RouteTable.Handler handler = handlers.get(route);
        if (handler == null) {
            throw new AssertionError("no route " + route + " among " + handlers.keySet());
        }
        method = route.substring(0, route.indexOf(' '));
        try {
            handler.handle(this);
        } catch (HttpError e) {
            refuse(e);
        }
        return this;
    }

    private void refuse(HttpError error) {
        refusal = error;
        headers.putAll(error.headers());
        answer(error.status(), "", String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8));
    }

    /** The client leaves. */
    public void leave() {
        whenGone.forEach(Runnable::run);
        whenGone.clear();
    }

    /** Whether somebody wants to know when the client leaves. */
    public boolean watched() {
        return !whenGone.isEmpty();
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The body, or the message of a refusal. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public JsonNode answered() throws IOException {
        return Json.parse(bytes);
    }

    /** Of the answer. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** Each as id, type and data with a space between. */
    public List<String> events() {
        return List.copyOf(events);
    }

    public Optional<HttpError> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The code of a refusal; empty when it was plain or there was none. */
    public String code() {
        return refusal().map(HttpError::code).orElse("");
    }

    @Override
    public String method() {
        return method;
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
        return Optional.ofNullable(asked.get(name));
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
        if (form == null) {
            throw new UnsupportedOperationException("a form needs HTTP");
        }
        return form;
    }

    /** The answer may come from any thread; {@link #status()} tells when it is there. */
    @Override
    public void later() {}

    @Override
    public void fail(Throwable problem) {
        refuse(problem instanceof HttpError error ? error : HttpError.json(500, "internal_error", problem.toString()));
    }

    @Override
    public void header(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void json(int code, JsonNode document) {
        answer(code, "application/json", Json.bytes(document));
    }

    @Override
    public void text(int code, String text) {
        answer(code, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void stream(int code, String contentType, long length, InputStream in) throws IOException {
        try (in) {
            answer(code, contentType, in.readAllBytes());
        }
    }

    @Override
    public void file(String contentType, Path file) throws IOException {
        answer(200, contentType, Files.readAllBytes(file));
    }

    @Override
    public void empty(int code) {
        answer(code, "", new byte[0]);
    }

    @Override
    public void events(Consumer<EventStream> onOpen) {
        status = 200;
        onOpen.accept(new EventStream() {
            @Override
            public boolean send(String id, String name, String data) {
                return events.add(id + " " + name + " " + data);
            }

            @Override
            public void close() {}

            @Override
            public void onClose(Runnable action) {
                whenGone.add(action);
            }
        });
    }

    @Override
    public void whenGone(Runnable action) {
        whenGone.add(action);
    }

    private void answer(int code, String contentType, byte[] content) {
        type = contentType;
        bytes = content;
        status = code; // last: who waits on another thread looks at it
    }
}
