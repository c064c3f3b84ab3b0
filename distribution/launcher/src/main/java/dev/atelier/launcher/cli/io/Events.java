package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The server-sent events of the process, one after the other. */
public final class Events implements AutoCloseable {
    private final HttpCall call;
    private final BufferedReader lines;

    Events(HttpCall call) {
        this.call = call;
        this.lines = new BufferedReader(new InputStreamReader(call.body(), StandardCharsets.UTF_8));
    }

    /** One event; of type "silence" when nothing came for a while. */
    public record Event(String type, Fields data) {}

    /** Null when the stream has ended or broken. */
    public @Nullable Event next() {
        String type = "message";
        StringBuilder data = new StringBuilder();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        return new Event(type, Fields.of(Json.parse(data.toString())));
                    }
                    type = "message";
                } else if (line.startsWith(":") && data.isEmpty()) {
                    return new Event("silence", Fields.of(null)); // a sign of life, and nothing else
                } else if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
            return null;
        } catch (SocketTimeoutException e) {
            // between two events nothing is lost; in the middle of one the caller looks for itself anyway
            return new Event("silence", Fields.of(null));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() {
        call.close();
    }
}
