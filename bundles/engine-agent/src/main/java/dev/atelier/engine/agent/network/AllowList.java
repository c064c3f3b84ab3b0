package dev.atelier.engine.agent.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that agents may reach: {@code api.example.com} for the ports of the web, {@code *.example.com} for all below
 * it, {@code host:8080} for one port of it.
 *
 * @param studio whose models they may use; null for none
 */
public record AllowList(List<String> entries, @Nullable StudioModels studio) {
    private static final Pattern ENTRY =
            Pattern.compile("(\\*\\.)?([a-z0-9][a-z0-9._-]*|\\[[0-9a-f:]+])(?::(\\d{1,5}))?");
    private static final List<Integer> WEB = List.of(80, 443);

    public AllowList(List<String> entries) {
        this(entries, null);
    }

    /** @throws IllegalArgumentException naming the entry that is none */
    public AllowList {
        List<String> plain = new ArrayList<>();
        for (String entry : entries) {
            String lower = entry.strip().toLowerCase(Locale.ROOT);
            if (!ENTRY.matcher(lower).matches()) {
                throw new IllegalArgumentException("not a host, *.domain or host:port: " + entry);
            }
            plain.add(lower);
        }
        entries = List.copyOf(plain);
    }

    public boolean allows(String host, int port) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return isStudio(wanted, port) || entries.stream().anyMatch(entry -> fits(entry, wanted, port));
    }

    private boolean isStudio(String host, int port) {
        return studio != null && studio.tunnelled(host, port);
    }

    /** Named by itself, not by way of a domain: whoever wrote it down knows where it is. */
    boolean names(String host, int port) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return isStudio(wanted, port)
                || entries.stream().anyMatch(entry -> !entry.startsWith("*") && fits(entry, wanted, port));
    }

    private static boolean fits(String entry, String host, int port) {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            return false;
        }
        String only = parts.group(3);
        boolean portFits = only == null ? WEB.contains(port) : Integer.parseInt(only) == port;
        String name = parts.group(2);
        return portFits && (parts.group(1) == null ? host.equals(name) : host.endsWith("." + name));
    }
}
