package dev.atelier.engine.agent.git;

import dev.atelier.common.api.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lets git in at other hosts. Each of them is told its own and nobody else's, and over HTTPS only.
 *
 * @param tokens by host, with its port where that is not the usual one
 */
public record Logins(Map<String, Secret> tokens) {
    public static final Logins NONE = new Logins(Map.of());

    private static final Pattern QUESTION =
            Pattern.compile("(?<what>Username|Password) for '(?<url>https://[^']+)': ?");
    /** The host is what follows the last {@code @}: before it some versions of git show what was a {@code %2F}. */
    private static final Pattern ADDRESS = Pattern.compile("https://([^@]*@)?(?<host>[^/@]+)(/[^@]*)?");
    /** Who comes with a token is of no matter to most of them, as long as somebody does. */
    private static final Map<String, String> USERS =
            Map.of("github.com", "x-access-token", "bitbucket.org", "x-token-auth");

    public Logins {
        Map<String, Secret> usable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tokens.forEach((host, token) -> {
            if (token.value().lines().count() == 1) { // git takes a line for an answer
                usable.put(host, token);
            }
        });
        tokens = usable;
    }

    boolean know(Remote remote) {
        return host(remote.text()).isPresent();
    }

    /** What git is told when it asks this; empty for what it is not told. */
    Optional<Secret> answer(String question) {
        Matcher asked = QUESTION.matcher(question);
        if (!asked.matches()) {
            return Optional.empty();
        }
        boolean user = asked.group("what").equals("Username");
        return host(asked.group("url"))
                .map(host -> user ? new Secret(USERS.getOrDefault(host, "oauth2")) : tokens.get(host));
    }

    private Optional<String> host(String address) {
        Matcher parts = ADDRESS.matcher(address);
        return parts.matches() ? Optional.of(parts.group("host")).filter(tokens::containsKey) : Optional.empty();
    }
}
