package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.http.api.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a browser sent: no JSON is 400, JSON of another kind 422, another type of content 415. */
final class Requests {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private Requests() {}

    static Members body(Exchange exchange) throws IOException {
        return body(exchange, Exchange.MIB);
    }

    /** @param most so many bytes; more is refused */
    static Members body(Exchange exchange, long most) throws IOException {
        byte[] bytes = exchange.body(most).readAllBytes();
        String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw Replies.error(415, "unsupported_media_type", "send application/json", List.of());
        }
        return object(bytes);
    }

    /** For actions, whose body may be missing whatever its type. */
    static Members bodyIfAny(Exchange exchange) throws IOException {
        byte[] bytes = exchange.body(Exchange.MIB).readAllBytes();
        return object(bytes.length == 0 ? new byte[] {'{', '}'} : bytes);
    }

    private static Members object(byte[] bytes) {
        com.fasterxml.jackson.databind.JsonNode json;
        try {
            json = Members.parse(bytes);
        } catch (BadShape e) {
            throw Replies.bad("the body is no JSON document");
        }
        return read(() -> Members.of(json));
    }

    static <T extends @Nullable Object> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (BadShape e) {
            throw Replies.malformed(e);
        }
    }

    /** Something that reads. */
    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T read() throws BadShape;
    }

    /** From zero to 2^63-1. */
    static long whole(Exchange exchange, String name, long otherwise) {
        Optional<String> text = exchange.query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (NUMBER.matcher(text.get()).matches()) {
            try {
                return Long.parseLong(text.get());
            } catch (NumberFormatException e) {
                throw Replies.bad(name + " is too large");
            }
        }
        throw Replies.bad(name + " must be a whole number");
    }
}
