package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.testing.FakeExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call with a multipart form: text fields, and one file part. */
final class FormExchange implements Exchange {
    private final FakeExchange rest;
    private final Map<String, String> fields;
    private final String part;
    private final byte @Nullable [] bytes;

    FormExchange(FakeExchange rest, Map<String, String> fields, String part, byte @Nullable [] bytes) {
        this.rest = rest;
        this.fields = fields;
        this.part = part;
        this.bytes = bytes;
    }

    @Override
    public Form form(long maxBytes, Path folder) throws IOException {
        byte[] content = bytes;
        Path file = folder.resolve("upload.part");
        if (content != null && content.length > maxBytes) {
            throw HttpError.plain(413, "too large");
        }
        if (content != null) {
            Files.write(file, content);
        }
        return new Form() {
            @Override
            public Optional<String> field(String name) {
                return Optional.ofNullable(fields.get(name));
            }

            @Override
            public Optional<Path> file(String name) {
                return name.equals(part) && content != null ? Optional.of(file) : Optional.empty();
            }

            @Override
            public Optional<String> fileName(String name) {
                return Optional.empty();
            }

            @Override
            public void close() {
                file.toFile().delete();
            }
        };
    }

    @Override
    public String method() {
        return rest.method();
    }

    @Override
    public String path(String name) {
        return rest.path(name);
    }

    @Override
    public Optional<String> query(String name) {
        return rest.query(name);
    }

    @Override
    public Optional<String> header(String name) {
        return name.equals("Content-Type") ? Optional.of("multipart/form-data; boundary=x") : rest.header(name);
    }

    @Override
    public String caller() {
        return rest.caller();
    }

    @Override
    public InputStream body(long maxBytes) {
        return rest.body(maxBytes);
    }

    @Override
    public JsonNode json() throws IOException {
        return rest.json();
    }

    @Override
    public JsonNode json(long maxBytes) throws IOException {
        return rest.json(maxBytes);
    }

    @Override
    public void header(String name, String value) {
        rest.header(name, value);
    }

    @Override
    public void json(int status, JsonNode document) {
        rest.json(status, document);
    }

    @Override
    public void text(int status, String text) {
        rest.text(status, text);
    }

    @Override
    public void stream(int status, String contentType, long length, InputStream content) throws IOException {
        rest.stream(status, contentType, length, content);
    }

    @Override
    public void file(String contentType, Path file) throws IOException {
        rest.file(contentType, file);
    }

    @Override
    public void empty(int status) {
        rest.empty(status);
    }

    @Override
    public void events(Consumer<EventStream> onOpen) {
        rest.events(onOpen);
    }
}
