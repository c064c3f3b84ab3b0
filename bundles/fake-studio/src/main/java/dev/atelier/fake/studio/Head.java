package dev.atelier.fake.studio;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the head of a request and finds its route. */
final class Head {
    private static final Map<Route, Pattern> ROUTES = Map.of(
            Route.REGISTER, Pattern.compile("POST /workers/register-request"),
            Route.POLL, Pattern.compile("GET /workers/register-requests/([^/]+)"),
            Route.COMPLETE, Pattern.compile("POST /workers/([^/]+)/jobs/([^/]+)/complete"),
            Route.CONNECT, Pattern.compile("GET /workers/([^/]+)/connect"));

    private Head() {}

    /** @return null when the connection ended between two requests */
    static @Nullable HttpRequest read(InputStream in, String prefix) throws IOException {
        String line;
        try {
            line = Body.line(in);
        } catch (java.io.EOFException e) {
            return null;
        }
        List<String> words = List.of(line.split(" ", 3));
        if (words.size() != 3) {
            throw new IllegalArgumentException("no request line: " + line);
        }
        Map<String, String> headers = headers(in);
        String path = words.get(1);
        if (path.startsWith(prefix + "/")) {
            String below = words.get(0) + " " + path.substring(prefix.length());
            for (Map.Entry<Route, Pattern> route : ROUTES.entrySet()) {
                Matcher found = route.getValue().matcher(below);
                if (found.matches()) {
                    return request(words, route.getKey(), ids(found), headers);
                }
            }
        }
        return request(words, null, List.of(), headers);
    }

    private static HttpRequest request(
            List<String> words, @Nullable Route route, List<String> ids, Map<String, String> headers) {
        return new HttpRequest(Instant.now(), words.get(0), words.get(1), route, ids, Map.copyOf(headers), "");
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = Body.line(in); !line.isEmpty(); line = Body.line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("no header: " + line);
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim(),
                    (one, two) -> one + ", " + two);
        }
        return headers;
    }

    private static List<String> ids(Matcher found) {
        return java.util.stream.IntStream.rangeClosed(1, found.groupCount())
                .mapToObj(group -> URLDecoder.decode(found.group(group).replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }
}
