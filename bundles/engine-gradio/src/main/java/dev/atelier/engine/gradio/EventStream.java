package dev.atelier.engine.gradio;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events, each a JSON document. */
final class EventStream {
    private static final String DATA = "data:";

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    EventStream(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 14);
    }

    /** The next event; null at the end. */
    @Nullable
    JsonNode next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String text = line(); text != null; text = line()) {
            if (data.length() + text.length() > Server.MOST_JSON) {
                throw tooLong();
            }
            if (text.startsWith(DATA)) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(text.substring(DATA.length()).stripLeading());
            } else if (text.isEmpty() && !data.isEmpty()) {
                return parsed(data.toString());
            }
        }
        return null;
    }

    private static JsonNode parsed(String text) throws IOException {
        try {
            return Server.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IOException("it sent an event that is no JSON", e);
        }
    }

    private static IOException tooLong() {
        return new IOException("it sent an event of more than " + (Server.MOST_JSON >> 20) + " MiB");
    }

    private @Nullable String line() throws IOException {
        line.reset();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(c);
            if (line.size() > Server.MOST_JSON) {
                throw tooLong();
            }
        }
        return null;
    }
}
