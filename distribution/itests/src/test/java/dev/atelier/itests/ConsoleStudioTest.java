package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.FakeStudio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** A worker and its studio, seen on the Worker page: every change arrives without a reload. */
@TestMethodOrder(MethodOrderer.Random.class)
class ConsoleStudioTest {
    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;

    private FakeStudio studio;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_REGISTRATION_POLL_MS", "50"), "run");
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

    /** Each test meets a studio of its own, so the worker is a stranger every time. */
    @BeforeEach
    void openThePageOfAStranger() {
        studio = FakeStudio.start();
        browser.size(1360, 900);
        browser.go(atelier.console() + "/worker");
        browser.see("#studio-address");
        browser.script("window.neverReloaded = true");
    }

    @AfterEach
    void leave() throws Exception {
        atelier.call("PUT", "/settings", Collections.singletonMap("api_base_url", null));
        Awaitility.await().until(() -> atelier.get("/daemon/status")
                .path("registration")
                .path("state")
                .asText()
                .equals("pristine"));
        studio.close();
    }

    @Test
    void aWorkerAsksToJoinFromThePageAndSeesItsApproval() throws Exception {
        browser.says(".linked", "No studio");
        browser.see("#studio-address").sendKeys(studio.baseUrl());
        assertThat(browser.text()).contains("atelier register --api-base-url " + studio.baseUrl());
        browser.button("Ask to join").click();

        browser.seeText("Waiting for approval");
        browser.says(".linked", "Awaiting approval");
        var registration = atelier.get("/daemon/status").path("registration");
        assertThat(browser.see(".print code").getText())
                .isEqualTo(registration.path("fingerprint").asText());
        assertThat(browser.text()).contains(registration.path("requestId").asText());
        looksRight("worker-pending");

        studio.approval(Approval.approvedAs("w-console", "token-of-a-test"));

        browser.seeText("knows this worker");
        browser.says("#registration + span", "Registered");
        browser.says(".linked", "Studio connected");
        browser.seeText("Arrived");
        assertThat(browser.text()).contains("w-console").doesNotContain("token-of-a-test");
        looksRight("worker-registered");
        assertThat(browser.script("return window.neverReloaded")).isEqualTo(true);
    }

    @Test
    void aRejectionSaysWhyAndIsResetFromThePage() throws Exception {
        studio.approval(Approval.rejected("nobody here knows this machine"));
        join();
        browser.seeText("nobody here knows this machine");
        browser.says(".linked", "Registration rejected");
        looksRight("worker-rejected");

        studio.approval(Approval.pending());
        browser.button("Reset registration").click();
        browser.see("dialog[open]");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.driver().findElement(By.cssSelector("dialog[open] .btn.main")).click();

        browser.seeText("Waiting for approval");
        browser.says(".linked", "Awaiting approval");
        assertThat(browser.script("return window.neverReloaded")).isEqualTo(true);
    }

    @Test
    void aStudioThatDoesNotAnswerLeavesTheWorkerInitialisingUntilItLeaves() throws Exception {
        studio.down();
        join();
        browser.seeText("Initialising");
        browser.says(".linked", "Asking the studio");
        looksRight("worker-initialising");

        browser.button("Leave this studio").click();
        browser.see("dialog[open]");
        browser.driver().findElement(By.cssSelector("dialog[open] .btn.risky")).click();

        browser.says(".linked", "No studio");
        browser.see("#studio-address");
    }

    @Test
    void anAddressThatIsNoneIsRefusedWhereItIsTyped() {
        browser.see("#studio-address").sendKeys("studio.example");
        browser.button("Ask to join").click();

        browser.seeText("An address starts with http:// or https://");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("studio-address");
        assertThat(studio.requests()).isEmpty();
    }

    @Test
    void theJobLimitIsChangedInPlace() throws Exception {
        browser.seeText("jobs up to 12 GB");
        browser.see("#in-vram_threshold_gb-change").click();
        browser.type("#in-vram_threshold_gb", "much\n");
        browser.see("#in-vram_threshold_gb-wrong");
        browser.type("#in-vram_threshold_gb", "20\n");

        browser.seeText("jobs up to 20 GB");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("in-vram_threshold_gb-change");
        atelier.call("PUT", "/settings", Collections.singletonMap("vram_threshold_gb", null));
        browser.seeText("jobs up to 12 GB");
    }

    private void join() throws Exception {
        assertThat(atelier.call("PUT", "/settings", Map.of("api_base_url", studio.baseUrl()))
                        .statusCode())
                .isEqualTo(200);
    }

    /** In both themes free of serious findings, and on the narrowest phone without sideways scrolling. */
    private static void looksRight(String name) throws IOException {
        for (String theme : List.of("dark", "light")) {
            browser.theme(theme);
            assertThat(browser.seriousFindings()).as(name + " " + theme).isEmpty();
            browser.shot(name + "-" + theme);
        }
        browser.size(320, 844);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .as(name + " at 320")
                .isEqualTo(320L);
        browser.shot(name + "-phone");
        browser.size(1360, 900);
    }
}
