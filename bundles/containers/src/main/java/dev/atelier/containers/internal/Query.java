package dev.atelier.containers.internal;

import dev.atelier.common.api.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of calls, with every part from elsewhere encoded. */
final class Query {
    private final StringBuilder target;
    private char separator = '?';

    private Query(String path) {
        this.target = new StringBuilder(path);
    }

    static Query of(String path) {
        return new Query(path);
    }

    static Query container(String id, String what) {
        return new Query("/containers/" + encoded(id) + what);
    }

    static Query image(String name, String what) {
        // Slashes stay: the name of an image is several segments.
        return new Query("/images/" + encoded(name).replace("%2F", "/") + what);
    }

    Query with(String name, Object value) {
        target.append(separator).append(name).append('=').append(encoded(String.valueOf(value)));
        separator = '&';
        return this;
    }

    Query filtered(Labels labels) {
        return with("filters", Json.text(labels.filter()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
