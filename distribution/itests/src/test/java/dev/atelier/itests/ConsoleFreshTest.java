package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What somebody can do in the console of a fresh home: nothing is installed, nothing was downloaded. */
class ConsoleFreshTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int SIZE = 3 << 20;

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.run(temp.resolve("home"));
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

    /** Makes one through the page and waits until the browser itself knows how long it lasts. */
    private double lasts(String kind, String prompt, String button, String player) {
        browser.go(atelier.console() + "/make?kind=" + kind);
        browser.type("#prompt", prompt);
        browser.button(button).click();
        return new WebDriverWait(browser.driver(), SOON).until(driver -> {
            Object length = browser.script("const p = document.querySelector('.piece " + player
                    + "'); return p && p.duration > 0 ? p.duration : ''");
            return length instanceof Number known ? known.doubleValue() : null;
        });
    }

    @Test
    void speaks() throws Exception {
        double seconds = lasts("audio_tts", "Good morning from a fresh machine.", "Make speech", "audio");

        assertThat(seconds).isBetween(1.0, 5.0);
        browser.seeText("speech");
        browser.shot("made-a-speech");
        assertThat(atelier.get("/jobs").findValuesAsText("engine")).contains("speech");
        assertThat(browser.seriousFindings()).isEmpty();
    }

    @Test
    void films() throws Exception {
        double seconds = lasts("video", "A paper boat on a calm sea", "Make film", "video");

        assertThat(seconds).isBetween(1.0, 10.0);
        browser.shot("made-a-film");
        assertThat(atelier.get("/jobs").findValuesAsText("engine")).contains("video");
        assertThat(browser.seriousFindings()).isEmpty();
    }

    @Test
    void showsWhatAnEngineStandsOn() throws Exception {
        browser.go(atelier.console() + "/engines/speech");

        browser.seeText("Programs and libraries");
        browser.seeText("FreeTTS");
        browser.settled();
        browser.shot("engine-speech");
        assertThat(browser.seriousFindings()).isEmpty();
        fitsAPhone("engine-speech-phone");
        browser.size(1360, 900);
        browser.go(atelier.console() + "/engines/sd-cpp");
        browser.seeText("Programs and libraries");
        browser.shot("engine-sd-cpp");
        fitsAPhone("engine-sd-cpp-phone");
        assertThat(atelier.cli("engines", "parts", "speech").out())
                .contains("kevin")
                .contains("ffmpeg");
    }

    private static void fitsAPhone(String shot) throws Exception {
        browser.size(390, 800);
        browser.settled();
        browser.shot(shot);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo(390L);
    }

    @Test
    void fetchesAModelAndShowsHowFarItIs() throws Exception {
        CountDownLatch halfSeen = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/m.gguf", exchange -> {
            exchange.sendResponseHeaders(200, SIZE);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(new byte[SIZE / 2]);
                out.flush();
                halfSeen.await(60, TimeUnit.SECONDS);
                out.write(new byte[SIZE - SIZE / 2]);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            assertThat(atelier.call("POST", "/models", model(server.getAddress().getPort()))
                            .statusCode())
                    .isEqualTo(200);
            browser.go(atelier.console() + "/models");
            browser.seeText("Not downloaded");

            browser.driver()
                    .findElement(By.cssSelector("button[aria-label='Download fetched']"))
                    .click();
            browser.see("progress[aria-label='Downloading fetched']");
            browser.seeText(" of 3.1 MB");
            browser.shot("models-downloading");
            assertThat(browser.seriousFindings()).isEmpty();
            fitsAPhone("models-downloading-phone");
            halfSeen.countDown();

            new WebDriverWait(browser.driver(), SOON).until(driver -> driver.findElements(
                            By.cssSelector("[aria-label='Download fetched'], [aria-label='Downloading fetched']"))
                    .isEmpty());
            browser.shot("models-downloaded");
            assertThat(atelier.get("/models/fetched/download").path("state").asText())
                    .isEqualTo("done");
        } finally {
            halfSeen.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static Map<String, Object> model(int port) {
        Map<String, Object> file = Map.of(
                "role",
                "model",
                "url",
                "http://127.0.0.1:" + port + "/m.gguf",
                "filename",
                "m.gguf",
                "approxBytes",
                SIZE);
        return Map.of(
                "id",
                "fetched",
                "displayName",
                "Fetched",
                "kind",
                "llm",
                "source",
                Map.of("engine", "llama-cpp", "files", List.of(file), "cliDefaults", Map.of()));
    }
}
