package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A studio alone, as somebody meets it who has just started it. */
class StudioFirstRunTest {
    @TempDir
    Path temp;

    @Test
    void aStudioWithoutAWorkerSaysHowToGetOne() throws Exception {
        try (Browser browser = Browser.open(temp.resolve("profile"));
                Atelier studio = Atelier.launch(temp.resolve("home"), Map.of(), "studio")) {
            String link = studio.lineWith("/login?token=").replaceAll(".*(http://\\S+).*", "$1");
            String console = link.replaceAll("/login.*", "/system/console");
            browser.go(link);

            for (String page : List.of("/make", "/queue", "/hosts")) {
                browser.go(console + page);
                browser.seeText("This studio has no worker yet");
                browser.seeText("&& atelier run");
                assertThat(browser.seriousFindings()).as(page).isEmpty();
                browser.size(320, 844);
                assertThat(browser.script("return document.documentElement.scrollWidth"))
                        .as(page)
                        .isEqualTo(320L);
                browser.size(1360, 900);
            }
            browser.says(".doing", "Nothing waits");
            browser.says(".linked", "No worker yet");
            assertThat(browser.text()).doesNotContain("Engines").doesNotContain("This worker");
            browser.shot("studio-alone");

            browser.go(console + "/engines");
            browser.says("h1", "Make something");
            browser.go(console + "/models");
            browser.seeText("in the studio's registry");
        }
    }
}
