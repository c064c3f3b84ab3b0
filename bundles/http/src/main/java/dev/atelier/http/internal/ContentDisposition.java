package dev.atelier.http.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters of a header value such as {@code form-data; name="a"; filename="b.jar"}. */
record ContentDisposition(String type, Map<String, String> parameters) {
    ContentDisposition {
        parameters = Map.copyOf(parameters);
    }

    static ContentDisposition parse(String value) {
        int semicolon = value.indexOf(';');
        String type =
                (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        int at = semicolon < 0 ? value.length() : semicolon + 1;
        while (at < value.length()) {
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = value.substring(at, equals).trim().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = valueFrom(value, equals + 1, text);
            parameters.putIfAbsent(name, text.toString());
            int next = value.indexOf(';', at);
            at = next < 0 ? value.length() : next + 1;
        }
        return new ContentDisposition(type, parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Only a quote may be escaped: browsers send the backslashes of old Windows paths as they are. */
    private static int valueFrom(String value, int start, StringBuilder text) {
        int at = start;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        if (at >= value.length() || value.charAt(at) != '"') {
            int end = value.indexOf(';', at);
            text.append(value, at, end < 0 ? value.length() : end);
            while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            return end < 0 ? value.length() : end;
        }
        for (at++; at < value.length() && value.charAt(at) != '"'; at++) {
            if (value.charAt(at) == '\\' && at + 1 < value.length() && value.charAt(at + 1) == '"') {
                at++;
            }
            text.append(value.charAt(at));
        }
        return Math.min(at + 1, value.length());
    }
}
