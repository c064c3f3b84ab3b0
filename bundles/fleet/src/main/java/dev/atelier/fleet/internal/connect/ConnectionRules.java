package dev.atelier.fleet.internal.connect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a connection must look like. What is refused is never repeated. */
public final class ConnectionRules {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,96}");
    private static final int MAX_NAME = 200;
    private static final int MAX_ENDPOINT = 2048;

    private ConnectionRules() {}

    public static Connection checked(
            String runtimeId, @Nullable String displayName, String endpoint, @Nullable String tokenRef, boolean managed)
            throws Refused {
        if (!ID.matcher(runtimeId).matches()) {
            throw Refused.bad("invalid_runtime_id", "the id must be 1 to 96 letters, digits, dashes and underscores");
        }
        URI address = endpoint(endpoint);
        if (displayName != null
                && (displayName.length() > MAX_NAME || displayName.chars().anyMatch(Character::isISOControl))) {
            throw Refused.bad(
                    "invalid_remote_runtime_display_name",
                    "the display name must be one line of at most " + MAX_NAME + " characters");
        }
        TokenRef reference = tokenRef == null
                ? null
                : TokenRef.read(tokenRef)
                        .orElseThrow(() -> Refused.bad(
                                "remote_runtime_token_ref_unsupported",
                                "the reference to a credential must be env:NAME or file:NAME"));
        return new Connection(runtimeId, displayName, address, reference, managed);
    }

    private static URI endpoint(String text) throws Refused {
        String trimmed = text;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        try {
            URI uri = new URI(trimmed);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (web && bare && uri.getHost() != null && uri.getPort() <= 65535 && trimmed.length() <= MAX_ENDPOINT) {
                return uri.getScheme().equals(scheme) ? uri : new URI(scheme + trimmed.substring(scheme.length()));
            }
        } catch (URISyntaxException e) {
            throw noEndpoint(); // the cause would repeat it
        }
        throw noEndpoint();
    }

    private static Refused noEndpoint() {
        return Refused.bad(
                "invalid_remote_runtime_endpoint",
                "the endpoint must be an http or https address of a host, without user, query and fragment");
    }
}
