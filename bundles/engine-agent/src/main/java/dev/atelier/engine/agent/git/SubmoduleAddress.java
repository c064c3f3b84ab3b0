package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.regex.Pattern;

/** A repository may name what lies beside it, and what lies elsewhere; no other place on this host. */
final class SubmoduleAddress {
    /** {@code ../} leads from one repository to its neighbour, whatever kind of address they have. */
    private static final Pattern RELATIVE = Pattern.compile("\\.{1,2}/.*");

    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(https|ssh)://.+|[\\w.-]+@[\\w.-]+:(?!/?/).+");
    /** A step that is none, or leads nowhere but back. */
    private static final Pattern UP = Pattern.compile("(^|/)\\.{0,2}(/|$)");

    private SubmoduleAddress() {}

    /**
     * Where it is fetched from.
     *
     * @param around the repository that names it
     * @param path of its folder in that
     * @param address as it is named there
     */
    static Remote of(Remote around, String path, String address) throws AgentFailure {
        try {
            if (RELATIVE.matcher(address).matches()) {
                return new Remote(beside(around.text(), address));
            }
            if (ELSEWHERE.matcher(address).matches()) {
                return new Remote(address);
            }
        } catch (IllegalArgumentException e) {
            throw refused(around, path, String.valueOf(e.getMessage()));
        }
        throw refused(around, path, "only https and ssh addresses, and relative ones, are followed");
    }

    private static AgentFailure refused(Remote around, String path, String why) {
        return new AgentFailure(
                ErrorCode.GIT_CLONE_FAILED,
                "the submodule " + path + " of " + around.shown() + " is not fetched: " + why);
    }

    static String beside(String address, String relative) {
        String base = address.replaceAll("/+$", "");
        String rest = relative.replaceAll("/+$", "");
        char joint = '/';
        while (rest.startsWith("../") || rest.startsWith("./")) {
            if (rest.startsWith("../")) {
                int end = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':'));
                if (end < 1 || base.substring(0, end).endsWith("/")) {
                    throw new IllegalArgumentException("its address " + relative + " leads nowhere");
                }
                joint = base.charAt(end);
                base = base.substring(0, end);
            }
            rest = rest.substring(rest.indexOf('/') + 1);
        }
        // Git leaves what comes later to whoever opens it.
        if (UP.matcher(rest).find() || (onThisHost(address) && !neighbours(address, base, rest))) {
            throw new IllegalArgumentException("its address " + relative + " leads nowhere");
        }
        return base + joint + rest;
    }

    private static boolean onThisHost(String address) {
        return address.matches("(?i)file:.*") || !address.matches("[^/:]+:.*");
    }

    private static boolean neighbours(String address, String base, String rest) {
        return !rest.contains("/") && address.replaceAll("/+[^/]+/*$", "").equals(base);
    }
}
