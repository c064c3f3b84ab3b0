package dev.atelier.fake.studio;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request as it arrived.
 *
 * @param route null when no studio has such a route
 * @param ids the ids in the path, decoded: of the request, or of worker and job
 * @param headers by lower-case name
 * @param body empty for uploads, whose parts are read one by one
 */
public record HttpRequest(
        Instant at,
        String method,
        String path,
        @Nullable Route route,
        java.util.List<String> ids,
        Map<String, String> headers,
        String body) {

    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    HttpRequest withBody(String newBody) {
        return new HttpRequest(at, method, path, route, ids, headers, newBody);
    }

    @Nullable
    String bearer() {
        String authorization = header("authorization");
        return authorization != null && authorization.startsWith("Bearer ") ? authorization.substring(7) : null;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
