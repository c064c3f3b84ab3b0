package dev.atelier.engine.agent.git;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a task's branch, from a template; whether git takes it is for git to say. */
public final class BranchName {
    private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{N}/_-]");
    private static final int SLUG = 40;

    private BranchName() {}

    /** @param title what the task is called; blank when it has no name */
    public static String of(String template, String taskId, String title) {
        String slug = slug(title);
        String filled = template.replace("${taskId}", taskId);
        filled = slug.isEmpty()
                ? filled.replace("-${slug}", "").replace("${slug}", "")
                : filled.replace("${slug}", slug);
        // A dot is as unusual as a blank here, so no part can end in the .lock that git keeps for itself.
        String plain = UNUSUAL.matcher(filled).replaceAll("-").replaceAll("/{2,}", "/");
        return plain.replaceAll("^[/-]+|[/-]+$", "");
    }

    static String slug(String title) {
        String plain = strip(title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        return plain.length() <= SLUG ? plain : strip(plain.substring(0, SLUG));
    }

    private static String strip(String text) {
        return text.replaceAll("^-+|-+$", "");
    }
}
