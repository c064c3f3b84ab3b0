package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.model.samples.ParrotGguf;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The fleet in the console: runtimes, their workers, and a talk with one whose words a real model makes. */
class ConsoleFleetTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String REMOTES = "/fleet/settings/runtime-connections/remotes";

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Path models = temp.resolve("models");
        new ParrotGguf().write(Files.createDirectories(models.resolve("llm")).resolve("parrot.gguf"));
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_MODELS_ROOT", models.toString()), "up");
        await().atMost(SOON).until(() -> atelier.get("/engines/llama-cpp")
                .get(0)
                .path("state")
                .asText()
                .equals("active"));
        assertThat(atelier.call(
                                "POST",
                                "/models",
                                Map.of(
                                        "id",
                                        "parrot",
                                        "displayName",
                                        "Parrot",
                                        "kind",
                                        "llm",
                                        "source",
                                        Map.of("engine", "llama-cpp", "files", List.of(), "cliDefaults", Map.of())))
                        .statusCode())
                .isEqualTo(200);
        browser.enter(atelier);
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
    void aWorkerStartedHereAnswersWithTheWordsOfItsModel() throws Exception {
        browser.go(atelier.console() + "/fleet?tab=workers");
        browser.button("Start a worker…").click();
        browser.see("#first-words").sendKeys("hello");
        browser.shot("fleet-start");
        browser.button("Start the worker").click();

        await().atMost(SOON).untilAsserted(() -> assertThat(browser.texts(".said.assistant p"))
                .containsExactly(ParrotGguf.WORDS));
        browser.says(".said.user p", "hello");
        browser.seeText("Ready");

        browser.see(".say textarea").sendKeys("once more");
        browser.button("Send").click();
        await().atMost(SOON).untilAsserted(() -> assertThat(browser.texts(".said.assistant p"))
                .containsExactly(ParrotGguf.WORDS, ParrotGguf.WORDS));
        browser.settled();
        browser.shot("fleet-worker");
        assertThat(browser.seriousFindings()).isEmpty();
        fitsAPhone("fleet-worker-phone");
        browser.size(1360, 900);

        browser.button("Stop…").click();
        browser.button("Stop the worker").click();
        browser.seeText("nothing can be said to it");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRuntimeIsAddedByTypingAndThatNobodyAnswersThereIsSaidInWords() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        browser.go(atelier.console() + "/fleet");
        browser.button("Add a runtime…").click();
        browser.see("#rt-id").sendKeys("far lab");
        browser.see("#rt-name").sendKeys("Far lab");
        browser.see("#rt-endpoint").sendKeys("http://127.0.0.1:" + port);
        browser.button("Add the runtime").click();
        browser.seeText("Letters, digits, - and _");
        assertThat(browser.see("#rt-name").getDomProperty("value")).isEqualTo("Far lab");
        assertThat(browser.see("#rt-endpoint").getDomProperty("value")).isEqualTo("http://127.0.0.1:" + port);

        browser.type("#rt-id", "far-lab");
        browser.settled();
        browser.shot("fleet-add");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.button("Add the runtime").click();

        browser.seeText("Runtime 'far-lab' cannot be reached");
        browser.settled();
        browser.shot("fleet-dead");
        assertThat(browser.seriousFindings()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
        forget("far-lab");
    }

    @Test
    void theRuntimeOfThisProcessIsListedAndABundleIsSyncedToIt() throws Exception {
        browser.go(atelier.console() + "/fleet");
        browser.seeText("in this process");
        browser.settled();
        browser.shot("fleet");
        assertThat(browser.seriousFindings()).isEmpty();
        fitsAPhone("fleet-phone");
        browser.size(1360, 900);

        browser.go(atelier.console() + "/fleet?tab=bundles");
        browser.seeText("No bundles yet");
        Path file = Files.writeString(temp.resolve("bundle.json"), BUNDLE);
        browser.driver().findElement(By.cssSelector("input[type=file]")).sendKeys(file.toString());
        browser.button("Sync the bundle").click();
        browser.seeText("Synced");
        browser.button("Close").click();
        browser.seeText("fleet-bundle-a");
        browser.settled();
        browser.shot("fleet-bundles");
        assertThat(browser.seriousFindings()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** Nobody touches the page: what somebody else does is told to it. */
    @Test
    void whatOthersChangeIsSeenWithoutReading() throws Exception {
        browser.go(atelier.console() + "/fleet");
        browser.seeText("in this process");
        assertThat(atelier.call(
                                "POST",
                                REMOTES,
                                Map.of("runtime_id", "another-lab", "endpoint", atelier.origin() + "/nothing-here"))
                        .statusCode())
                .isEqualTo(200);

        browser.seeText("another-lab");

        forget("another-lab");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.see("tbody").getText()).doesNotContain("another-lab"));
    }

    @Test
    void aRuntimeElsewhereIsSeenToGoAndToComeBackAndItsNameFitsAPhone() throws Exception {
        String id = "a-laboratory-with-a-very-long-name-that-somebody-once-typed-without-a-single-space-in-it";
        Atelier lab = Atelier.start(temp.resolve("lab"), Map.of(), "runtime", "--bind", "127.0.0.1:0");
        try {
            String url = lab.endpoints().at("/runtime/url").asText();
            add(id, url, lab.endpoints().at("/runtime/token").asText());
            browser.go(atelier.console() + "/fleet");
            rowSays(id, "Running");
            browser.script("window.sinceThen = true");
            fitsAPhone("fleet-remote-phone");
            browser.size(1360, 900);

            lab.kill();
            // somebody asks; what was known last is told first where answers were slow
            await().atMost(SOON).untilAsserted(() -> assertThat(state(id)).isEqualTo("remote_runtime_network_error"));
            rowSays(id, "cannot be reached");
            fitsAPhone("fleet-gone-phone");
            browser.size(1360, 900);

            lab = Atelier.start(temp.resolve("lab"), Map.of(), "runtime", "--bind", url.substring("http://".length()));
            await().atMost(SOON).untilAsserted(() -> assertThat(state(id)).isEqualTo("remote_runtime_backend_proxy"));
            rowSays(id, "Running");
            assertThat(browser.script("return window.sinceThen")).isEqualTo(true);
            assertThat(browser.complaints()).isEmpty();
        } finally {
            lab.close();
            forget(id);
        }
    }

    private static void add(String id, String url, String token) throws Exception {
        String secrets = "/fleet/settings/runtime-connections/secrets/lab";
        assertThat(atelier.call("PUT", secrets, Map.of("value", token)).statusCode())
                .isEqualTo(200);
        assertThat(atelier.call(
                                "POST",
                                REMOTES,
                                Map.of(
                                        "runtime_id",
                                        id,
                                        "endpoint",
                                        url,
                                        "token_ref",
                                        "file:lab",
                                        "display_name",
                                        "Laboratory".repeat(8)))
                        .statusCode())
                .isEqualTo(200);
    }

    private static void forget(String id) throws Exception {
        assertThat(atelier.call("DELETE", REMOTES + "/" + id + "?force=true", null)
                        .statusCode())
                .isEqualTo(200);
    }

    /** What the studio says of a runtime when it is asked. */
    private static String state(String id) throws Exception {
        for (JsonNode each : atelier.get("/fleet/runtimes").path("items")) {
            if (each.path("runtime_id").asText().equals(id)) {
                return each.at("/diagnostics/0/code").asText();
            }
        }
        return "not there";
    }

    private static void rowSays(String id, String words) {
        String row = "return [...document.querySelectorAll('tr')].filter(r => r.textContent.includes(arguments[0]))"
                + ".map(r => r.textContent).join()";
        await().atMost(SOON).untilAsserted(() -> assertThat((String) browser.script(row, id))
                .contains(words));
    }

    private static void fitsAPhone(String shot) throws Exception {
        browser.size(390, 800);
        browser.settled();
        browser.shot(shot);
        assertThat(browser.script("return document.scrollingElement.scrollWidth <= innerWidth && innerWidth"))
                .isEqualTo(390L);
    }

    private static final String BUNDLE = """
            {"bundle": {"metadata": {
              "id": "fleet-bundle-a", "revision": "rev-7", "workspace_id": "ws-alpha",
              "created_at": "2026-07-01T00:00:00Z", "provenance": {"source": "workspace-backend"},
              "digest": "ce3203f6f1e5dc71e8b0acd18c81d24cc25a1c0403d889b098c2a8ce0ba9b46c"}}}
            """;
}
