package dev.atelier.console.security.internal;

import org.jspecify.annotations.Nullable;

/** Where to go after the login: a page of this console and nothing else. */
final class NextPath {
    static final String CONSOLE = "/system/console";
    private static final int MOST = 2000;

    private NextPath() {}

    /** The path itself when it stays in the console, its first page otherwise. */
    static String checked(@Nullable String next) {
        return next != null && stays(next) ? next : CONSOLE;
    }

    private static boolean stays(String next) {
        if (next.length() > MOST
                || !(next.equals(CONSOLE) || next.startsWith(CONSOLE + "/") || next.startsWith(CONSOLE + "?"))) {
            return false;
        }
        int query = next.indexOf('?');
        String path = query < 0 ? next : next.substring(0, query);
        boolean plain =
                next.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>');
        return plain
                && !path.contains("//")
                && !path.contains("..")
                && !path.toLowerCase(java.util.Locale.ROOT).contains("%2e");
    }
}
