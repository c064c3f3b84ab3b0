package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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

/** The studio's pages: its queue, results, workers, models and keys, with a worker in the same process. */
@TestMethodOrder(MethodOrderer.Random.class)
class StudioConsoleTest {
    private static final String DIALOG = "dialog[open] ";

    @TempDir
    static Path temp;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Atelier atelier;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_REGISTRATION_POLL_MS", "50"), "up");
        browser.enter(atelier);
        Awaitility.await().until(() -> studio("/workers")
                .path("workers")
                .path(0)
                .path("state")
                .asText()
                .equals("ready"));
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
        browser.theme("light");
    }

    @Test
    void aWorkerIsApprovedByItsFingerprintNamedAndRemoved() throws Exception {
        open("/hosts");
        browser.seeText("1 of 1 connected");
        browser.seeText("atelier register --api-base-url");
        browser.seeText("Other machines cannot reach this studio yet.");
        browser.script("window.neverReloaded = true");

        Map<String, String> environment =
                Map.of("ATELIER_API_BASE_URL", atelier.origin(), "ATELIER_REGISTRATION_POLL_MS", "50");
        try (Atelier other = Atelier.start(temp.resolve("other"), environment, "run")) {
            browser.seeText("asks to join");
            String fingerprint = Awaitility.await()
                    .until(
                            () -> other.get("/daemon/status")
                                    .path("registration")
                                    .path("fingerprint")
                                    .asText(),
                            text -> !text.isEmpty());
            assertThat(browser.see(".due .print code").getText()).isEqualTo(fingerprint);
            clean("hosts-request");

            browser.button("Fingerprint matches, approve").click();
            assertThat(browser.see(DIALOG + ".print code").getText()).isEqualTo(fingerprint);
            assertThat(browser.seriousFindings()).isEmpty();
            browser.see(DIALOG + ".btn.main").click();

            browser.seeText("2 of 2 connected");
            assertThat(browser.see("#main").getText())
                    .doesNotContain("asks to join")
                    .doesNotContain("cannot reach this studio");
            assertThat(browser.script("return window.neverReloaded")).isEqualTo(true);
            String id = other.get("/daemon/status").path("workerId").asText();

            open("/hosts/" + id);
            browser.see("#label-change").click();
            browser.see("#label").sendKeys("the other\n");
            browser.says("h1", "the other");
            browser.seeText("Ready");
            browser.see(".switch input").click();
            browser.seeText("Switched off here");
            assertThat(studio("/workers/" + id).path("enabled").asBoolean(true)).isFalse();
            clean("host");

            browser.button("Remove…").click();
            browser.see(DIALOG + ".btn.risky").click();
            browser.seeText("1 of 1 connected");
            assertThat(other.exit()).isEqualTo(1);
        }
    }

    @Test
    void aStrangerIsRejectedWithAReasonThatItIsTold() throws Exception {
        String secret = "a secret of a test";
        JsonNode asked = Atelier.JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(URI.create(atelier.origin() + "/graphics/api/workers/register-request"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(StudioSamples.registration(secret)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
        open("/hosts");
        browser.seeText("stranger asks to join");

        browser.button("Reject…").click();
        browser.see(DIALOG + "#reject-reason");
        browser.see(DIALOG + "button[type=submit]").click();
        browser.seeText("Write a reason first");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("reject-reason");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.keys("nobody here knows it", Keys.ENTER);

        Awaitility.await().until(() -> !browser.text().contains("stranger asks"));
        HttpResponse<String> told = HTTP.send(
                HttpRequest.newBuilder(URI.create(atelier.origin() + "/graphics/api/workers/register-requests/"
                                + asked.path("requestId").asText()))
                        .header("Authorization", "Bearer " + secret)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(told.body()).contains("rejected").contains("nobody here knows it");
    }

    @Test
    void aJobIsHandedInWatchedAndSeen() throws Exception {
        open("/make?to=studio");
        browser.type("#prompt", "A heron over the weir");
        browser.button("Make picture").click();

        WebElement picture = browser.see(".out img[alt*='heron over']");
        Awaitility.await()
                .until(() -> Long.parseLong(String.valueOf(browser.script("return arguments[0].naturalWidth", picture)))
                        > 0);

        open("/queue?show=done");
        browser.says(".pane header .pill", "Done");
        browser.seeText("A heron over the weir");
        browser.see(".pane .view img");
        clean("queue-done");

        open("/gallery");
        WebElement tile = browser.see("[data-tile]");
        clean("gallery");
        tile.click();
        browser.see(".piece .view img");
        browser.see("a[download]");
        clean("gallery-piece");
        browser.button("Copy the prompt");
        browser.driver().findElement(By.linkText("Use as start")).click();
        browser.see(".given img");
        browser.seeText("Studio queue");
    }

    @Test
    void aJobIsHandedInBeforeTheModelsAreKnown() throws Exception {
        open("/logs");
        browser.script("""
                const gate = new Promise((open) => { window.release = open; });
                const real = window.fetch;
                window.fetch = (...call) =>
                  (String(call[0]).includes('studio/models') ? gate : Promise.resolve()).then(() => real(...call))""");
        browser.driver().findElement(By.linkText("Make")).click();
        browser.choice("Studio queue").click();
        browser.seeText("Goes into the queue");
        browser.type("#prompt", "An otter on the quay");
        browser.button("Make picture").click();
        browser.seeText("Sending…");

        browser.script("window.release()");

        browser.see(".out img[alt*='otter on']");
    }

    @Test
    void aJobNobodyCanTakeSaysWhyAndIsCancelled() throws Exception {
        String id = submit("More than anybody has", Map.of("vramGbEstimate", 900));

        open("/queue/" + id);
        browser.seeText("No worker can take it.");
        browser.seeText("needs 900 GB");
        browser.says(".pane header .pill", "Waiting");
        browser.says(".pane .prompt", "More than anybody has");
        clean("queue-why");

        open("/hosts");
        browser.seeText("Why is it waiting?");
        browser.seeText("Memory, needs 900 GB");
        clean("hosts-why");

        open("/queue/" + id);
        browser.button("Cancel…").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.says(".pane header .pill", "Cancelled");
        assertThat(studio("/jobs/" + id).path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void heldJobsArePickedByKeyboardAndCancelledTogether() throws Exception {
        for (String prompt : List.of("one of three", "two of three", "three of three")) {
            submit(prompt, Map.of("hold", true));
        }
        open("/queue?show=waiting&model=synthetic-image");
        browser.seeText("one of three");
        browser.driver().executeScript("document.querySelector('tr[data-row] a').focus()");
        browser.keys("x", Keys.ARROW_DOWN, "x");
        browser.says(".picks [role=status]", "2 jobs selected");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.button("Cancel 2…").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.says(".picks [role=status]", "2 jobs cancelled.");
        Awaitility.await()
                .until(() -> browser.driver()
                                .findElements(By.cssSelector("tr[data-row]"))
                                .size()
                        == 1);

        browser.button("Select all").click();
        browser.button("Promote 1").click();
        browser.says(".picks [role=status]", "1 job promoted.");
        open("/queue?show=done");
        browser.seeText("one of three");
    }

    @Test
    void aKeyIsShownOnceAndIsWorthNothingOnceRevoked() throws Exception {
        open("/keys");
        browser.button("Create key…").click();
        browser.see(DIALOG + "#key-name").sendKeys("a program");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.see(DIALOG + "button[type=submit]").click();
        String secret = browser.see(DIALOG + ".command code").getText();
        assertThat(secret).startsWith("sk-");
        browser.keys(Keys.ESCAPE, Keys.ESCAPE);
        assertThat(browser.see(DIALOG + ".command code").getText()).isEqualTo(secret);
        assertThat(status(secret)).isEqualTo(200);

        browser.button("I have stored it").click();
        browser.seeText("a program");
        assertThat(browser.driver().getPageSource()).doesNotContain(secret);
        clean("keys");

        browser.see("[aria-label='Revoke a program']").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.seeText("No keys yet");
        assertThat(status(secret)).isEqualTo(401);
    }

    @Test
    void aModelIsAddedSwitchedOffAndRemoved() throws Exception {
        open("/models?tab=registry");
        browser.button("Add a model…").click();
        browser.see(DIALOG + "#r-id").sendKeys("mine");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.see(DIALOG + "button[type=submit]").click();
        browser.see("[aria-label='Jobs may name mine']").click();
        Awaitility.await().until(() -> !studio("/models/mine").path("enabled").asBoolean(true));
        clean("registry");

        browser.see("[aria-label='More actions for mine']").click();
        browser.button("Remove…").click();
        browser.see(DIALOG + ".btn.risky").click();
        Awaitility.await().until(() -> !browser.text().contains("mine"));

        browser.driver().findElement(By.linkText("This worker")).click();
        browser.seeText("What this machine has");
    }

    @Test
    void studioPagesSayNothingBadInTheBrowsersConsole() {
        open("/queue");
        browser.complaints(); // what other tests provoked
        for (String page : List.of(
                "/make?to=studio",
                "/queue?show=all",
                "/gallery",
                "/hosts",
                "/keys",
                "/models?tab=registry",
                "/worker")) {
            open(page);
        }
        browser.says(".linked", "Studio connected");
        browser.seeText("The studio in this process knows this worker");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyReasonForWaitingHasItsWords() {
        open("/queue");
        String busy = "{workerId: 'loft', failed: [{predicate: 'idle', need: 'no job', have: 'works on job-1'}]}";
        String paused = "{workerId: 'rack', failed: [{predicate: 'auto_enabled', need: 'claiming', have: 'paused'}]}";
        String small = "{workerId: 'mini', failed: [{predicate: 'vram', need: '14 GB', have: '8 GB'}]}";
        String mute = "{workerId: 'mute', failed: [{predicate: 'kind', need: 'video', have: 'llm'}]}";

        assertThat(why("{workerId: 'loft', eligible: true, failed: []}", 0))
                .isEqualTo("A worker can take it. It is next in line.");
        assertThat(why(busy, 2)).isEqualTo("loft can take it once it is free. 2 jobs are ahead of it.");
        assertThat(why(busy + "," + busy, 1)).isEqualTo("Every worker that can take it is busy. 1 job is ahead of it.");
        assertThat(why(paused + "," + small, 0))
                .isEqualTo("No worker can take it now. It would run once rack is resumed.");
        assertThat(why(mute, 0))
                .isEqualTo("No worker can take it. No worker makes films. Add an engine for film to one of them.");
        assertThat(why(small, 0)).startsWith("No worker can take it. It needs 14 GB, more than any worker takes.");
        assertThat(why(small + "," + mute, 0)).isEqualTo("No worker can take it. Each lacks something; see below.");
        assertThat(why("", 0)).isEqualTo("There is no worker yet. Add one under Hosts.");
    }

    private static String why(String workers, int position) {
        return String.valueOf(browser.module(
                "js/parts/why.js",
                "m.verdict({kind: 'video', stage: 'queued'}, {status: 'queued', position: " + position + ", workers: ["
                        + workers + "]}, id => id).slice(1).join(' ')"));
    }

    private static void open(String page) {
        browser.go(atelier.console() + page);
        browser.settled();
    }

    private static JsonNode studio(String path) throws Exception {
        return atelier.get("/studio" + path);
    }

    private static String submit(String prompt, Map<String, Object> more) throws Exception {
        return StudioSamples.submit(atelier, prompt, more);
    }

    private static int status(String key) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(atelier.origin() + "/graphics/api/jobs"))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** In both themes free of serious findings, and on the narrowest phones without sideways scrolling. */
    private static void clean(String name) throws IOException {
        for (String theme : List.of("dark", "light")) {
            browser.theme(theme);
            assertThat(browser.seriousFindings()).as(name + " " + theme).isEmpty();
            browser.shot("studio-" + name + "-" + theme);
        }
        for (int width : List.of(390, 320)) {
            browser.size(width, 844);
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .as(name + " at " + width)
                    .isEqualTo((long) width);
        }
        browser.shot("studio-" + name + "-phone");
        browser.size(1360, 900);
    }
}
