package dev.atelier.wire.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where a studio's routes are, however its base URL was typed. */
public final class StudioAddress {
    private static final String PREFIX = "/graphics/api";

    private static final int MAX_PORT = 65_535;

    private final String scheme;
    private final String authority;
    /** Without the prefix, without a slash at the end. */
    private final String path;

    private StudioAddress(String scheme, String authority, String path) {
        this.scheme = scheme;
        this.authority = authority;
        this.path = path;
    }

    /** @throws IllegalArgumentException starting {@code invalid api_base_url}, never repeating a password in it */
    public static StudioAddress parse(String baseUrl) {
        URI uri;
        try {
            uri = new URI(baseUrl.trim());
        } catch (URISyntaxException e) {
            throw invalid("it is not a URL");
        }
        if (uri.getScheme() == null || uri.getRawAuthority() == null || uri.getHost() == null) {
            throw invalid("it needs a scheme and a host, such as https://studio.example");
        }
        String scheme = httpScheme(uri.getScheme().toLowerCase(Locale.ROOT));
        if (uri.getRawUserInfo() != null) {
            throw invalid("it must not hold a user or a password");
        }
        String path = withoutSlashes(uri.getRawPath() == null ? "" : uri.getRawPath());
        if (path.endsWith(PREFIX)) {
            path = withoutSlashes(path.substring(0, path.length() - PREFIX.length()));
        }
        return new StudioAddress(scheme, authority(scheme, uri.getHost(), uri.getPort()), path);
    }

    /** The base without the API's prefix and without a slash at its end; equal for the same studio. */
    public String base() {
        return scheme + "://" + authority + path;
    }

    public URI registerRequest() {
        return http("/workers/register-request");
    }

    public URI poll(String requestId) {
        return http("/workers/register-requests/" + segment(requestId));
    }

    public URI complete(String workerId, String jobId) {
        return http("/workers/" + segment(workerId) + "/jobs/" + segment(jobId) + "/complete");
    }

    /** The session's WebSocket. */
    public URI connect(String workerId) {
        return socket(workerId, "/connect");
    }

    /** The link's WebSocket. */
    public URI link(String workerId) {
        return socket(workerId, "/link");
    }

    private URI socket(String workerId, String route) {
        String ws = scheme.equals("https") ? "wss" : "ws";
        return URI.create(ws + "://" + authority + path + PREFIX + "/workers/" + segment(workerId) + route);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StudioAddress address && base().equals(address.base());
    }

    @Override
    public int hashCode() {
        return base().hashCode();
    }

    @Override
    public String toString() {
        return base();
    }

    /** One spelling for each host and port. */
    private static String authority(String scheme, String host, int port) {
        if (port > MAX_PORT) {
            throw invalid("its port is too large");
        }
        boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    private URI http(String route) {
        return URI.create(base() + PREFIX + route);
    }

    private static String httpScheme(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw invalid("its scheme must be http or https");
        };
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("invalid api_base_url: " + why);
    }
}
