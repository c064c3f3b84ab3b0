package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The console in a real browser. */
@TestMethodOrder(MethodOrderer.Random.class)
class ConsoleTest {
    private static final List<String> PAGES =
            List.of("make", "jobs", "engines", "models", "worker", "logs", "settings");

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_JOB_SLOTS", "4"), "up");
        browser.enter(atelier);
        Path one = TestEngines.build(temp, Spec.of("swapped", "1.0.0").takes(Duration.ofMillis(50)));
        assertThat(atelier.cli("engines", "install", one.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "swapped", "llm", "swapped");
        for (String prompt : List.of("a boathouse on a mountain lake", "night skyline", "lighthouse in fog")) {
            Samples.picture(atelier, prompt);
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (atelier != null) {
            atelier.close();
        }
    }

    @Test
    void aStrangerIsAskedToLogIn() throws Exception {
        assertThat(atelier.open(atelier.origin() + "/system/console/api/jobs").statusCode())
                .isEqualTo(401);
        assertThat(atelier.open(atelier.origin() + "/system/console/bundles.json")
                        .statusCode())
                .isNotEqualTo(200);
    }

    @Test
    void aPictureIsMadeThroughThePage() throws Exception {
        browser.size(1360, 900);
        browser.go(atelier.console() + "/make");
        browser.type("#prompt", "A heron at first light");

        browser.button("Make picture").click();

        browser.seeText("A heron at first light");
        WebElement picture = browser.see("img[alt*='heron']");
        Awaitility.await()
                .until(() -> browser.script("return arguments[0].complete && arguments[0].naturalWidth > 0", picture)
                        .equals(true));
        browser.shot("made-a-picture");
        assertThat(atelier.get("/jobs").get(0).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void anEngineIsSwappedFromThePageUnderLoadAndNoJobIsLost() throws Exception {
        Path two = TestEngines.build(temp, Spec.of("swapped", "2.0.0").takes(Duration.ofMillis(50)));
        AtomicBoolean on = new AtomicBoolean(true);
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(3);
        List<Future<Object>> running = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(clients.submit(() -> {
                while (on.get()) {
                    int status = atelier.call(
                                    "POST",
                                    "/v1/chat/completions",
                                    Map.of(
                                            "model",
                                            "swapped",
                                            "messages",
                                            List.of(Map.of("role", "user", "content", "go on"))))
                            .statusCode();
                    (status == 200 ? good : bad).incrementAndGet();
                }
                return true;
            }));
        }
        try {
            browser.size(1360, 900);
            browser.go(atelier.console() + "/engines");
            browser.seeText("Installed");
            browser.driver().findElement(By.cssSelector("input[type=file]")).sendKeys(two.toString());
            WebElement tick = browser.see("dialog[open] input[type=checkbox]");
            browser.shot("engines-preview");
            assertThat(browser.seriousFindings()).isEmpty();
            tick.click();
            browser.button("Swap swapped").click();
            browser.seeText("Self-test");
            browser.shot("engines-operation");
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> atelier.get("/engines/swapped").toString().contains("2.0.0")
                            && atelier.get("/engines/operations")
                                    .get(0)
                                    .path("state")
                                    .asText()
                                    .equals("done"));
        } finally {
            on.set(false);
            for (Future<Object> client : running) {
                client.get();
            }
            clients.shutdown();
        }
        browser.seeText("2.0.0");
        assertThat(bad).hasValue(0);
        assertThat(good.get()).isGreaterThan(10);
    }

    @Test
    void everyPageIsAccessibleInBothThemesAndFitsAPhone() throws Exception {
        for (String theme : List.of("light", "dark")) {
            browser.theme(theme);
            for (String page : PAGES) {
                browser.size(1360, 900);
                browser.go(atelier.console() + "/" + page);
                browser.settled();
                browser.shot(page + "-" + theme);
                assertThat(browser.seriousFindings()).as(page + " " + theme).isEmpty();
                for (int width : new int[] {390, 320}) {
                    browser.size(width, 844);
                    assertThat(browser.script("return document.documentElement.scrollWidth"))
                            .as(page + " at " + width)
                            .isEqualTo((long) width);
                    if (width == 390) {
                        browser.shot(page + "-phone-" + theme);
                    }
                }
            }
        }
        browser.theme("light");
    }

    @Test
    void pagesSayNothingBadInTheBrowsersConsole() {
        browser.size(1360, 900);
        browser.go(atelier.console());
        browser.see("h1");
        browser.complaints(); // what other tests provoked
        for (String page : PAGES) {
            browser.go(atelier.console() + "/" + page);
            browser.see("h1");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theStockPagesAreThereButCannotTouchBundles() throws Exception {
        browser.go(atelier.console() + "/bundles");
        browser.seeText("Bundles");
        Object status = browser.driver()
                .executeAsyncScript(
                        "const done = arguments[arguments.length - 1];"
                                + "fetch('/system/console/bundles', {method: 'POST', headers: {'X-Atelier': '1'},"
                                + " body: new URLSearchParams({action: 'install'})}).then(r => done(r.status), e => done(String(e)))");
        assertThat(status).isEqualTo(403L);
    }

    @Test
    void thePageTellsWhenTheHostDoesNotAnswer() throws Exception {
        try (Atelier other = Atelier.start(temp.resolve("gone"), Map.of(), "up")) {
            String link = other.lineWith("/login?token=").replaceAll(".*(http://\\S+).*", "$1");
            browser.go(link);
            browser.go(other.console() + "/jobs");
            browser.see("h1");
            browser.seeText("Idle");
            other.kill();
            browser.seeText("No answer from this host");
            browser.shot("link-lost");
        } finally {
            browser.go(relogin());
        }
    }

    private static String relogin() throws Exception {
        Atelier.Cli link = atelier.cli("console", "link", "--json");
        return link.json().path("url").asText();
    }
}
