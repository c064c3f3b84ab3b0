package dev.atelier.jobs.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import java.io.IOException;
import java.io.InputStream;

/** Reads the bodies of the generation routes, which may carry whole pictures; refusals are plain text. */
final class BigJson {
    /** The usual reader stops at texts of 20 million characters. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength((int) (64 * Exchange.MIB))
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private BigJson() {}

    static JsonNode read(Exchange exchange, long maxBytes) throws IOException {
        try (InputStream body = exchange.body(maxBytes)) {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw HttpError.plain(400, "bad JSON");
        }
    }
}
