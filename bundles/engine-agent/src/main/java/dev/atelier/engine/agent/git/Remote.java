package dev.atelier.engine.agent.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a repository comes from: a path on this host or an address git understands. One with a password in it is refused:
 * it would be seen on git's command line.
 */
public record Remote(String text) {
    private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]*@");
    private static final Pattern PASSWORD = Pattern.compile(".*://[^/@]*:[^/@]*@.*");
    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int KEY = 16;

    public Remote {
        if (text.isBlank() || text.startsWith("-") || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not the address of a repository");
        }
        if (PASSWORD.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the address holds a password; give it to git on this host instead, with a credential helper");
        }
        // These run a program of the address's choosing.
        if (text.matches("(?i)[a-z0-9+.-]+::.*")) {
            throw new IllegalArgumentException("git's remote helpers are not used here");
        }
    }

    /** Names what is cached of it; the same for whoever it is fetched by. */
    String key() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(shown().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, KEY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without who fetches. */
    public String shown() {
        return masked(text);
    }

    /** The folder of its worktree. */
    String name() {
        String path = text.replaceAll("[/\\\\]+$", "");
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
        String name = UNUSUAL.matcher(last.replaceAll("\\.git$", "")).replaceAll("_");
        return Set.of("", ".", "..").contains(name) ? "repo" : name;
    }

    /** Names for several of one task, told apart by numbers where need be. */
    public static List<String> names(List<Remote> remotes) {
        Set<String> taken = new HashSet<>();
        return remotes.stream()
                .map(remote -> Stream.iterate(1, n -> n + 1)
                        .map(n -> n == 1 ? remote.name() : remote.name() + "-" + n)
                        .filter(taken::add)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    static String masked(String text) {
        return USER.matcher(text).replaceAll("");
    }
}
