package dev.atelier.launcher.cli.worker;

import java.io.File;

/** A leading {@code ~} stands for the folder of the user. */
public final class UserFolder {
    private UserFolder() {}

    public static String expand(String path) {
        return expand(path, System.getProperty("user.home", ""));
    }

    /** Left alone when no home is known; the JVM says {@code ?} then. */
    static String expand(String path, String userHome) {
        boolean expands = path.equals("~") || path.startsWith("~/") || path.startsWith("~\\");
        if (!expands || userHome.isBlank() || userHome.equals("?")) {
            return path;
        }
        String rest = path.length() < 3 ? "" : path.substring(2);
        return rest.isEmpty() ? userHome : new File(userHome, rest).getPath();
    }
}
