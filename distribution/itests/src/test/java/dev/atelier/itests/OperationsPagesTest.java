package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages and examples for operators name is there: settings, variables and commands. */
class OperationsPagesTest {
    private static final Path PAGES =
            Atelier.DIST.resolve("../../../docs/operations").normalize();
    private static final Pattern VARIABLE = Pattern.compile("\\bATELIER_[A-Z0-9_]+\\b");
    private static final Pattern SETTING = Pattern.compile("`(studio\\.[a-z0-9_.]+)`");
    /** In code and in units, not in prose. */
    private static final Pattern COMMAND = Pattern.compile("(?:`|bin/|^)atelier ([a-z][a-z-]*)", Pattern.MULTILINE);

    /** Read by the start script, the launcher and the command line, which have no settings. */
    private static final Set<String> OTHERS = Set.of(
            "ATELIER_HOME",
            "ATELIER_JAVA_OPTS",
            "ATELIER_STUDIO_URL",
            "ATELIER_STUDIO_KEY",
            "ATELIER_NAME",
            "ATELIER_AGENT_WORKER_TOKEN", // a secret, never a setting
            "ATELIER_API_KEY"); // a secret of agents

    @TempDir
    Path home;

    @Test
    void everyVariableIsOneOfASetting() throws IOException {
        Set<String> known = new TreeSet<>(OTHERS);
        settings()
                .forEach(name ->
                        known.add("ATELIER_" + name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));

        assertThat(found(VARIABLE, 0)).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void everySettingIsThere() throws IOException {
        assertThat(found(SETTING, 1)).isNotEmpty().isSubsetOf(settings());
    }

    @Test
    void everyCommandIsThere() throws Exception {
        Set<String> commands = found(COMMAND, 1);

        assertThat(commands).contains("studio", "up", "keys");
        for (String command : commands) {
            Atelier.Cli help = Atelier.Cli.run(home, Map.of(), "", command, "--help");
            assertThat(help.code()).as(command + ": " + help.err()).isZero();
        }
    }

    private static Set<String> settings() throws IOException {
        JsonNode all =
                Atelier.JSON.readTree(Atelier.DIST.resolve("lib/settings.json").toFile());
        Set<String> names = new TreeSet<>();
        all.forEach(setting -> names.add(setting.path("name").asText()));
        return names;
    }

    private static Set<String> found(Pattern pattern, int group) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path page : pages()) {
            pattern.matcher(Files.readString(page))
                    .results()
                    .map((MatchResult match) -> match.group(group))
                    .forEach(found::add);
        }
        return found;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
