package dev.atelier.engine.agent.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a repository wants for the tasks on it, in {@code .delidev/config.toml} of the commit they begin with. */
final class RepositorySays {
    private static final String FILE = ".delidev/config.toml";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MOST_BYTES = 64 << 10;
    private static final int LONGEST = 200;
    private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([^\\[\\]]{1,100}?)\\s*]\\s*(#.*)?");

    /** A string on one line, without escapes: what branches are called needs none. */
    private static final Pattern TEMPLATE =
            Pattern.compile("\\s*template\\s*=\\s*(\"([^\"\\\\]*)\"|'([^']*)')\\s*(#.*)?");

    private RepositorySays() {}

    /**
     * The template of branches' names; empty when there is none that may be used.
     *
     * @param git on the repository alone
     */
    static Optional<String> branchTemplate(Git git, Path repository, String commit)
            throws IOException, InterruptedException {
        String blob = commit + ":" + FILE;
        GitResult size = git.run(repository, LIMIT, "cat-file", "-s", blob);
        if (!size.good() || !size.line().matches("\\d{1,9}") || Integer.parseInt(size.line()) > MOST_BYTES) {
            return Optional.empty();
        }
        GitResult text = git.run(repository, LIMIT, "cat-file", "blob", blob);
        return text.good() ? branchTemplate(text.text()) : Optional.empty();
    }

    /**
     * Anybody may have written it. One that does not tell tasks apart is not used: a task's branch could take the place of
     * the one that others begin with.
     */
    static Optional<String> branchTemplate(String toml) {
        String table = "";
        for (String line : toml.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            Matcher template = TEMPLATE.matcher(line);
            if (header.matches()) {
                table = header.group(1);
            } else if (table.equals("branch") && template.matches()) {
                String said = template.group(2) == null ? template.group(3) : template.group(2);
                return Optional.of(said).filter(text -> text.length() <= LONGEST && text.contains("${taskId}"));
            }
        }
        return Optional.empty();
    }
}
