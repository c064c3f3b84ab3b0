package dev.atelier.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShellTest {
    private final Assets assets = new Assets(Files.assets());
    private final Shell shell = new Shell(
            Files.text("dev/atelier/console/internal/shell.html"),
            Files.text("assets/icons.svg"),
            assets.digest(),
            new Shell.Host("workshop<1>", "worker", "0.1.0"));

    ShellTest() throws IOException {}

    @ParameterizedTest
    @EnumSource
    void everyPageIsComplete(Place place) {
        String page = shell.page(place, "");

        assertThat(page)
                .contains("<nav ", "<header ", "<main ", "<h1>" + place.heading(), "class=\"skip\" href=\"#main\"");
        assertThat(page)
                .contains("href=\"/system/console/" + place.path() + "\" data-page=\"" + place.path()
                        + "\" aria-current=\"page\"");
        assertThat(page).doesNotContain("{{").doesNotContain("}}");
        assertThat(Pattern.compile("rel=\"stylesheet\"").matcher(page).results())
                .hasSize(2);
        assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyFileAPageNamesIsThereUnderItsDigest(Place place) {
        String root = "/system/console/assets/" + assets.digest() + "/";

        assertThat(Pattern.compile("(?:href|src)=\"(" + Pattern.quote(root) + "[^\"]+)\"")
                        .matcher(shell.page(place, ""))
                        .results()
                        .map(found -> found.group(1).substring(root.length())))
                .hasSizeGreaterThan(10)
                .allSatisfy(path -> assertThat(assets.find(path)).as(path).isPresent());
    }

    @Test
    void nothingStandsInlineThatThePolicyForbids() {
        String page = shell.page(Place.MAKE, "dark");

        assertThat(page)
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContain(" style=")
                .doesNotContain("<style");
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)");
        assertThat(Shell.POLICY)
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe")
                .contains("frame-ancestors 'none'");
    }

    @Test
    void theThemeIsOneOfTwoWordsOrNone() {
        assertThat(shell.page(Place.MAKE, "dark")).contains("<html lang=\"en\" data-theme=\"dark\"");
        assertThat(shell.page(Place.MAKE, "system")).contains("<html lang=\"en\" data-base");
        assertThat(shell.page(Place.MAKE, "\"><script>")).doesNotContain("\"><script>\"");
    }

    @Test
    void theHostsNameIsText() {
        assertThat(shell.page(Place.MAKE, "")).contains("workshop&lt;1&gt;").doesNotContain("workshop<1>");
    }

    @Test
    void iconsThatPagesUseExist() throws IOException {
        String icons = Files.text("assets/icons.svg");
        Pattern used = Pattern.compile("<\\$\\{Icon} name=\"([a-z_]+)\"|icon=\"([a-z_]+)\"");

        Files.assets().forEach((path, bytes) -> {
            if (path.startsWith("js/")) {
                used.matcher(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
                        .results()
                        .map(ShellTest::firstGroup)
                        .forEach(name -> assertThat(icons).as(path).contains("id=\"i-" + name + "\""));
            }
        });
    }

    private static String firstGroup(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
