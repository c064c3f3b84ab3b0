package dev.atelier.wire.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.wire.api.MalformedJson;

/** JSON trees in which every number keeps the digits it was written with. */
final class Numbers {
    private static final ObjectMapper MAPPER = mapper(StreamReadConstraints.defaults());

    /** The parser counts a document's length only now and then, and never that of a text at hand. */
    private static final int MOST = 32 * 1024 * 1024;

    /** What others send is read within bounds: no depth, length or number of theirs may exhaust this program. */
    private static final ObjectMapper RECEIVER = mapper(StreamReadConstraints.builder()
            .maxNestingDepth(200)
            .maxStringLength(16 * 1024 * 1024)
            .build());

    private Numbers() {}

    private static ObjectMapper mapper(StreamReadConstraints bounds) {
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(bounds).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A document that came from elsewhere. */
    static JsonNode received(String text) throws MalformedJson {
        if (text.length() > MOST) {
            throw new MalformedJson("document", "is too long");
        }
        try {
            return RECEIVER.readTree(text);
        } catch (JacksonException | NumberFormatException e) {
            // The parser's own words could repeat what was sent. An exponent beyond an int is no Jackson exception.
            throw new MalformedJson("document", "is not JSON");
        }
    }

    /**
     * The text of a document. Half of a surrogate pair has no UTF-8 of its own and would arrive as a question mark, so
     * it is written as its escape; outside of strings there is none.
     */
    static String text(ObjectNode document) {
        String text = document.toString();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return escaped(text, i);
            }
        }
        return text;
    }

    private static String escaped(String text, int from) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char each = text.charAt(i);
            if (!Character.isSurrogate(each)) {
                escaped.append(each);
            } else if (i + 1 < text.length() && Character.isSurrogatePair(each, text.charAt(i + 1))) {
                escaped.append(each).append(text.charAt(++i));
            } else {
                escaped.append(String.format("\\u%04x", (int) each));
            }
        }
        return escaped.toString();
    }

    /** A JSON text that stands inside the domain, as a tree again. */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException | NumberFormatException e) {
            throw new IllegalArgumentException("not a JSON text", e);
        }
    }
}
