package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The body of an answer. */
record Body(String type, long length, InputStream bytes) {
    static Body json(JsonNode document) {
        return of("application/json", Json.bytes(document));
    }

    static Body text(String text) {
        return of("text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Body of(String type, byte[] bytes) {
        return new Body(type, bytes.length, new ByteArrayInputStream(bytes));
    }

    /** The bytes, which give the share back when somebody closes them. */
    InputStream with(Memory.Share share) {
        return new FilterInputStream(bytes) {
            @Override
            public void close() throws IOException {
                try (share) {
                    super.close();
                }
            }
        };
    }
}
