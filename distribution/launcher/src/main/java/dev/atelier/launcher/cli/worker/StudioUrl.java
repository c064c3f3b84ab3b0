package dev.atelier.launcher.cli.worker;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Which studio a base URL means, however it was typed: the rooms share no class with the command line and have the same
 * rules.
 *
 * @param base without query, fragment, the prefix of the API and a slash at its end; equal for the same studio
 */
public record StudioUrl(String base) {
    private static final String PREFIX = "/graphics/api";
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException saying what is wrong without repeating a password that may stand in it */
    public static StudioUrl parse(String typed) {
        URI uri;
        try {
            uri = new URI(typed.strip());
        } catch (URISyntaxException e) {
            throw invalid("it is no URL"); // the message of the cause repeats it
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid("it must begin with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw invalid("it needs a host, as in https://studio.example");
        }
        if (uri.getRawUserInfo() != null) {
            throw invalid("it must not hold a user or a password");
        }
        String path = withoutSlashes(uri.getRawPath());
        if (path.endsWith(PREFIX)) {
            path = withoutSlashes(path.substring(0, path.length() - PREFIX.length()));
        }
        return new StudioUrl(scheme + "://" + authority(scheme, uri.getHost(), uri.getPort()) + path);
    }

    /** One spelling for each host and port. */
    private static String authority(String scheme, String host, int port) {
        if (port > MAX_PORT) {
            throw invalid("its port is too large");
        }
        boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("invalid api_base_url: " + why);
    }
}
