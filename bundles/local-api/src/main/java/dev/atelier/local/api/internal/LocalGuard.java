package dev.atelier.local.api.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Guard;
import dev.atelier.http.api.HttpError;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets in those who are on this machine and hold the token. The first two checks keep a web page out that somebody on
 * this machine is looking at, whatever name it gave to this address.
 */
final class LocalGuard implements Guard {
    static final String CALLER = "local API";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final String BEARER = "Bearer ";

    private final Secret token;
    private final String discovery;

    /** @param discovery the file in which the token can be found */
    LocalGuard(Secret token, String discovery) {
        if (token.value().isBlank()) {
            throw new IllegalArgumentException("the local API does not open without a token");
        }
        this.token = token;
        this.discovery = discovery;
    }

    @Override
    public String check(HttpServletRequest request) {
        if (isHealth(request)) {
            return CALLER;
        }
        for (String host : values(request, "Host")) {
            if (!LOOPBACK.contains(withoutPort(host))) {
                throw HttpError.plain(403, "this Host is not served here");
            }
        }
        for (String origin : values(request, "Origin")) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw HttpError.plain(403, "requests from this Origin are refused");
            }
        }
        String authorization = request.getHeader("Authorization");
        if (authorization == null
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || !token.matches(authorization.substring(BEARER.length()).trim())) {
            throw HttpError.plain(401, "missing or wrong token: send Authorization: Bearer <token>, see " + discovery)
                    .withHeader("WWW-Authenticate", "Bearer");
        }
        return CALLER;
    }

    private static boolean isHealth(HttpServletRequest request) {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return reads && request.getRequestURI().equals(request.getContextPath() + "/healthz");
    }

    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String name = end <= 0 ? host : host.substring(0, end);
        String rest = host.substring(name.length());
        return rest.matches("(:\\d{0,5})?") ? name.toLowerCase(Locale.ROOT) : host;
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }
}
