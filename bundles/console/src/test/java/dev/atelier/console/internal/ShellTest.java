package dev.atelier.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
    private final Assets assets = new Assets(Files.assets());
    private final Shell shell = shell("worker", "studio");

    ShellTest() throws IOException {}

    private Shell shell(String... roles) throws IOException {
        return new Shell(
                Files.text("dev/atelier/console/internal/shell.html"),
                Files.text("assets/icons.svg"),
                assets.digest(),
                new Shell.Host("workshop<1>", List.of(roles), "0.1.0"));
    }

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
    void pagesOfARoleThatIsNotHereAreNeitherListedNorServed() throws IOException {
        Shell worker = shell("worker");
        Shell studio = shell("studio");

        assertThat(pages(worker)).containsExactly("make", "jobs", "engines", "models", "worker", "logs", "settings");
        assertThat(pages(studio))
                .containsExactly(
                        "make", "queue", "gallery", "hosts", "models", "keys", "fleet", "agents", "logs", "settings");
        assertThat(pages(shell))
                .containsExactlyElementsOf(
                        Arrays.stream(Place.values()).map(Place::path).toList());
        assertThat(worker.place("queue")).isEqualTo(Place.MAKE);
        assertThat(studio.place("queue")).isEqualTo(Place.QUEUE);
        assertThat(studio.page(Place.QUEUE, ""))
                .contains("data-roles=\"studio\"")
                .doesNotContain("in-worker\">This");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "studio", "worker,studio"})
    void aPhonesBarHasFourPagesAndTheSheetTheRest(String roles) throws IOException {
        String page = shell(roles.split(",")).page(Place.MAKE, "");
        String sheet = page.substring(page.indexOf("id=\"more-sheet\""));

        assertThat(Pattern.compile("<li class=\"keep\">").matcher(page).results())
                .hasSize(4);
        assertThat(sheet).contains("data-page=\"settings\"").doesNotContain("data-page=\"make\"");
    }

    private static List<String> pages(Shell shell) {
        String page = shell.page(Place.MAKE, "");
        String bar = page.substring(page.indexOf("<div class=\"places\">"), page.indexOf("id=\"more-sheet\""));
        return Pattern.compile("data-page=\"([a-z]+)\"")
                .matcher(bar)
                .results()
                .map(found -> found.group(1))
                .toList();
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
