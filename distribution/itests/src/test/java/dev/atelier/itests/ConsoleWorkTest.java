package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Work seen in the console: the strip, the lists, and a picture that becomes the start of another. */
@TestMethodOrder(MethodOrderer.Random.class)
class ConsoleWorkTest {
    private static final String ROWS = "[...document.querySelectorAll('tr[data-row] .rowlink')]";

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_JOB_SLOTS", "4"), "run");
        browser.enter(atelier);
        Path slow = TestEngines.build(temp, Spec.of("slow", "1.0.0").takes(Duration.ofMinutes(5)));
        assertThat(atelier.cli("engines", "install", slow.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "slow", "llm", "slow");
        for (String prompt : List.of("beta harbour", "alpha lighthouse", "gamma skyline")) {
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

    @BeforeEach
    void wide() {
        browser.size(1360, 900);
    }

    @Test
    void theStripFollowsAPauseFromElsewhereAndResumesItself() throws Exception {
        browser.go(atelier.console() + "/worker");
        browser.says(".doing", "Idle");

        atelier.call("POST", "/daemon/pause", null);
        browser.says(".doing", "Paused");
        browser.button("Resume").click();

        browser.says(".doing", "Idle"); // at once; the worker hears of it a moment later
        Awaitility.await()
                .until(() -> !atelier.get("/daemon/status").path("paused").asBoolean());
    }

    @Test
    void theStripNamesTheRunningJobAndCountsItsTimeAndTheOthers() throws Exception {
        browser.go(atelier.console() + "/logs");
        browser.says(".doing", "Idle");

        String first = Samples.submit(atelier, "slow", "take your time");
        browser.seeText("Running text · slow · 0:0");
        String second = Samples.submit(atelier, "slow", "and you");
        browser.seeText("(+1 more)");
        browser.shot("strip-running");
        browser.size(320, 700);
        browser.seeText("(+1)");
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo(320L);

        atelier.call("POST", "/jobs/" + first + "/cancel", null);
        atelier.call("POST", "/jobs/" + second + "/cancel", null);
        browser.says(".doing", "Idle");
    }

    @Test
    void pausingWhileAJobRunsSaysThatItFinishes() throws Exception {
        browser.go(atelier.console() + "/jobs");
        String job = Samples.submit(atelier, "slow", "nearly done");
        browser.seeText("Running text · slow");

        browser.keys("p");
        browser.see("dialog[open]");
        browser.driver().findElement(By.cssSelector("dialog[open] .btn.main")).click();
        browser.seeText("Paused, 1 job finishing");

        atelier.call("POST", "/jobs/" + job + "/cancel", null);
        browser.says(".doing", "Paused");
        atelier.call("POST", "/daemon/resume", null);
        browser.says(".doing", "Idle");
    }

    @Test
    void arrowsWalkTheJobsAndXSelectsThem() throws Exception {
        browser.go(atelier.console() + "/jobs");
        browser.see("tr[data-row]");

        browser.script("document.querySelector('tr[data-row] .rowlink').focus()");
        browser.keys(Keys.ARROW_DOWN, "x", Keys.ARROW_DOWN, "x");

        browser.seeText("2 jobs selected");
        assertThat(browser.script("return " + ROWS + ".indexOf(document.activeElement)"))
                .isEqualTo(2L);
        assertThat(browser.script("return " + ROWS + ".filter(a => a.tabIndex === 0).length"))
                .as("tab stops")
                .isEqualTo(1L);
        browser.shot("jobs-selected");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.keys(Keys.ESCAPE);
        assertThat(browser.text()).doesNotContain("selected");
    }

    @Test
    void aColumnSortsBothWaysAndTheAddressKeepsIt() {
        browser.go(atelier.console() + "/jobs?q=synthetic-image");
        browser.button("Job").click();
        browser.see("th[aria-sort=ascending]");
        assertThat(titles()).isSorted().contains("alpha lighthouse", "beta harbour", "gamma skyline");

        browser.button("Job").click();
        browser.see("th[aria-sort=descending]");
        browser.go(browser.driver().getCurrentUrl());

        browser.see("th[aria-sort=descending]");
        assertThat(titles()).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aFinishedPictureBecomesTheStartOfTheNext() throws Exception {
        browser.go(atelier.console() + "/jobs?q=gamma");
        WebElement start = browser.see("a[href*='start=']");
        start.click();

        browser.see(".given img");
        assertThat(browser.see(".given").getText()).contains("gamma skyline");
        browser.shot("make-from-a-picture");
        browser.see("#prompt").sendKeys("the same at dusk");
        browser.button("Make picture").click();

        browser.see("img[alt='the same at dusk']");
        String id = Awaitility.await()
                .until(
                        () -> atelier.get("/jobs").get(0),
                        job -> job.path("prompt").asText().equals("the same at dusk"))
                .path("jobId")
                .asText();
        assertThat(atelier.get("/jobs/" + id).path("task").path("initImageUrl").asText())
                .startsWith("data:image/");
        atelier.call("POST", "/jobs/" + id + "/cancel", null);
    }

    @Test
    void aSoundShowsItsShape() throws Exception {
        atelier.call("POST", "/jobs", Map.of("task", Map.of("kind", "audio_tts", "text", "good morning")));

        browser.go(atelier.console() + "/jobs?q=good+morning");

        assertThat(browser.see("svg.wave").getDomAttribute("data-bars")).isEqualTo("120");
        assertThat(browser.seriousFindings()).isEmpty();
    }

    @Test
    void aModelIsAddedAndRemoved() throws Exception {
        browser.go(atelier.console() + "/models");
        browser.button("Add a model").click();
        browser.see("#m-id").sendKeys("added-by-hand");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.keys(Keys.ENTER);
        browser.see("[aria-label='More actions for added-by-hand']").click();
        browser.button("Remove…").click();
        browser.button("Remove added-by-hand").click();

        Awaitility.await().until(() -> !atelier.get("/models").toString().contains("added-by-hand"));
    }

    @Test
    void theLogOfAnEngineShowsItsJobsOnly() throws Exception {
        String job = Samples.submit(atelier, "slow", "for the log");
        browser.go(atelier.console() + "/engines/slow");

        browser.seeText("job started: llm with slow");
        assertThat(browser.text()).doesNotContain("job started: image");
        atelier.call("POST", "/jobs/" + job + "/cancel", null);
        browser.go(atelier.console() + "/logs?engine=synthetic");
        browser.seeText("job started: image");
        assertThat(browser.text()).doesNotContain("with slow");
    }

    @Test
    void whatIsLoggedWhileTheTabRestsIsReadAfterwards() throws Exception {
        browser.go(atelier.console() + "/logs");
        browser.seeText("job started");

        browser.script("dispatchEvent(new PageTransitionEvent('pagehide'))");
        String unseen = Samples.submit(atelier, "slow", "while nobody looked");
        atelier.call("POST", "/jobs/" + unseen + "/cancel", null);
        StudioWorker.awaitJob(atelier, unseen, "cancelled");
        assertThat(held(unseen)).isEqualTo(false);
        browser.script("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
        String seen = Samples.submit(atelier, "slow", "now somebody looks");

        Awaitility.await().untilAsserted(() -> assertThat(held(seen)).isEqualTo(true));
        Awaitility.await().untilAsserted(() -> assertThat(held(unseen)).isEqualTo(true));
        atelier.call("POST", "/jobs/" + seen + "/cancel", null);
    }

    /** Whether the page has lines of that job. */
    private static Object held(String job) {
        return browser.module("js/store.js", "m.peek('logs').some((line) => line.jobId === '" + job + "')");
    }

    @Test
    void everyStateOfTheStudioHasItsWords() {
        browser.go(atelier.console() + "/worker");

        assertThat(words("null", "{}", "{}")).isEqualTo("No studio");
        assertThat(words("'https://s'", "{state: 'pristine'}", "{state: 'waiting_for_approval'}"))
                .isEqualTo("Asking the studio");
        assertThat(words("'studio'", "{state: 'pristine'}", "{state: 'stopped'}"))
                .isEqualTo("Studio address unusable");
        assertThat(words("'https://s'", "{state: 'pending'}", "{}")).isEqualTo("Awaiting approval");
        assertThat(words("'https://s'", "{state: 'rejected'}", "{}")).isEqualTo("Registration rejected");
        assertThat(approved("{state: 'connecting'}")).isEqualTo("Connecting");
        assertThat(approved("{state: 'connected'}")).isEqualTo("Studio connected");
        assertThat(approved("{state: 'reconnecting', attempt: 3}")).isEqualTo("Reconnecting (3)");
        assertThat(approved("{state: 'auth_failed', reason: 'no'}")).isEqualTo("Studio auth failed");
        assertThat(approved("{state: 'fatal', reason: 'no'}")).isEqualTo("Studio refused");
        assertThat(approved("{state: 'stopped'}")).isEqualTo("Studio link stopped");
    }

    private static Object approved(String session) {
        return words("'https://s'", "{state: 'approved'}", session);
    }

    private static Object words(String address, String registration, String session) {
        return browser.module(
                "js/studio.js",
                "m.studio({config: {apiBaseUrl: " + address + "}, registration: " + registration + ", session: "
                        + session + "})[1]");
    }

    @SuppressWarnings("unchecked")
    private static List<String> titles() {
        return (List<String>) browser.script("return " + ROWS + ".map(a => a.textContent)");
    }
}
