package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** One JSON object a line, as events and progress come. */
final class JsonStream {
    private static final int LONGEST = 1 << 20;

    private final InputStream in;

    JsonStream(InputStream in) {
        this.in = in;
    }

    Optional<JsonNode> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && (b != '\n' || line.size() == 0)) {
            if (b > ' ' || line.size() > 0) {
                line.write(b);
            }
            if (line.size() > LONGEST) {
                throw new EngineException(Code.PROTOCOL, "a line of the engine's answer never ends");
            }
            b = in.read();
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(Json.parse(line.toByteArray()));
    }
}
