package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import org.openqa.selenium.Keys;

/** The pages of coding agents: a real studio, and a worker whose agents do what the test says. */
@TestMethodOrder(MethodOrderer.Random.class)
class AgentsConsoleTest {
    private static final String DIALOG = "dialog[open] ";
    private static final String STATE = ".decision .pill";

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Browser browser;
    private static ScriptedAgentHost host;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open(temp.resolve("profile"));
        atelier = Atelier.start(temp.resolve("home"), Map.of(), "up");
        host = ScriptedAgentHost.join(atelier);
        browser.enter(atelier);
        saysWhatToDoWhereNobodyTakesTasks();
    }

    /** Once only, before the worker registers: a studio that had one does not forget it. */
    private static void saysWhatToDoWhereNobodyTakesTasks() throws Exception {
        open("");
        browser.seeText("No worker takes tasks yet");
        browser.seeText("agent.enabled");
        clean("none");
        host.register("rig");
        browser.seeText("Workers that take tasks");
        browser.seeText("Nothing to do.");
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
    void aTaskIsHandedInWatchedAnsweredAndApproved() throws Exception {
        open("");
        browser.script("window.neverReloaded = true");
        browser.button("New task…").click();
        browser.see(DIALOG + "button[type=submit]").click();
        browser.seeText("Say first what is to be done.");
        browser.see(DIALOG + "#task-prompt").sendKeys("Keep the last line");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.type(DIALOG + "#task-path-0", "https://git.example.com/demo.git");
        browser.see(DIALOG + "button[type=submit]").click();
        browser.says("h1", "Keep the last line");
        browser.says(STATE, "Waiting for a worker");

        ScriptedAgentHost.Run run = host.take();
        run.runs();
        browser.says(STATE, "Running");
        run.tells(
                "{\"type\":\"session_start\",\"agent_type\":\"claude_code\",\"model\":\"one-model\"}",
                "{\"type\":\"thinking\",\"content\":\"Where does it go?\"}",
                "{\"type\":\"text_output\",\"content\":\"I look \",\"stream\":true}",
                "{\"type\":\"text_output\",\"content\":\"at the <b>parser</b>.\",\"stream\":true}",
                "c1 {\"type\":\"tool_use\",\"tool_name\":\"Bash\",\"input\":{\"command\":\"npm test\"}}");
        browser.says(".told", "I look at the <b>parser</b>.");
        browser.says(".ev-tool summary", "Bash npm test Running");
        run.tells(
                "c1 {\"type\":\"tool_result\",\"tool_name\":\"Bash\",\"output\":\"1 failing\",\"is_error\":true}",
                "c1 {\"type\":\"command_execution\",\"command\":\"npm test\",\"exit_code\":1,\"output\":\"1 failing\"}",
                "{\"type\":\"file_change\",\"path\":\"src/parser.js\",\"change_type\":\"modify\"}");
        browser.says(".ev-tool summary", "Bash npm test exit 1");
        browser.says(".ev-file p", "src/parser.js changed");
        browser.see(".ev-tool summary").click();
        browser.says(".ev-tool pre[aria-label=Output]", "1 failing");

        String asked = run.asks("select", "Keep the empty line as well?", List.of("Keep it", "Leave it out"));
        browser.says(STATE, "Asks you");
        browser.says("a[data-page=agents] .count", "1 waiting for an answer");
        clean("question");
        browser.button("Leave it out").click();
        assertThat(run.answer(asked)).isEqualTo("Leave it out");
        browser.says(STATE, "Running");

        run.succeeds();
        browser.says(STATE, "Awaiting review");
        browser.seeText("2 files, 12 lines added, 3 removed");
        clean("review");
        browser.button("Approve").click();
        browser.says(STATE, "Approved");
        assertThat(browser.script("return window.neverReloaded")).isEqualTo(true);
        assertThat(agents("/tasks/" + taskOf(run)).path("status").asText()).isEqualTo("approved");
    }

    @Test
    void questionsAreAnsweredInTheListAndASecretAnswerIsNowhereInThePage() throws Exception {
        ScriptedAgentHost.Run run = taken("Ask what you need");
        open("");
        String secret = run.asks("password", "The token of the registry?", List.of());
        browser.see(".question input[type=password]").sendKeys("hidden-from-all", Keys.ENTER);
        assertThat(run.answer(secret)).isEqualTo("hidden-from-all");
        Awaitility.await().until(() -> browser.texts(".question").isEmpty());
        assertThat(browser.driver().getPageSource()).doesNotContain("hidden-from-all");

        String sure = run.asks("confirm", "Go on?", List.of());
        browser.button("Yes").click();
        assertThat(run.answer(sure)).isEqualTo("Yes");

        String open = run.asks("text", "What is its name?", List.of());
        browser.see(".question textarea").sendKeys("It has none.");
        browser.button("Answer").click();
        assertThat(run.answer(open)).isEqualTo("It has none.");
        run.succeeds();
    }

    @Test
    void whatFailedSaysWhyIsHandedInAgainAndDeleted() throws Exception {
        ScriptedAgentHost.Run run = taken("Try it twice");
        open("/" + taskOf(run));
        run.fails("AGENT_AUTH_FAILED", "the model refused the key");
        browser.says(STATE, "Failed");
        browser.seeText("the model refused the key");
        browser.seeText("Replace the key of its model under Secrets");
        clean("failed");

        browser.button("Retry").click();
        browser.says(STATE, "Waiting for a worker");
        host.take();
        browser.says(STATE, "Running");
        browser.seeText("Run 2");
        browser.button("Cancel…").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.says(".task-actions .btn", "Cancelling…");
    }

    @Test
    void changesAreRequestedAndWhatIsRejectedIsGone() throws Exception {
        ScriptedAgentHost.Run run = taken("Do it better");
        open("/" + taskOf(run));
        run.succeeds();
        browser.button("Request changes…").click();
        browser.see(DIALOG + "#wanted").sendKeys("and with a test");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.see(DIALOG + "button[type=submit]").click();
        browser.says(STATE, "Waiting for a worker");

        host.take().succeeds();
        browser.says(STATE, "Awaiting review");
        browser.button("Reject…").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.says(STATE, "Rejected");
        browser.see("[aria-label='More actions for this task']").click();
        browser.button("Delete…").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.says("h1", "Agents");
        assertThat(atelier.call("GET", "/studio/agents/tasks/" + taskOf(run), null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSecretIsWrittenAndReplacedAndItsValueIsNowhere() throws Exception {
        open("?tab=secrets");
        browser.button("Add a secret…").click();
        browser.see(DIALOG + "#secret-name").sendKeys("1WRONG");
        browser.see(DIALOG + "#secret-value").sendKeys("never-to-be-seen");
        browser.see(DIALOG + "button[type=submit]").click();
        browser.seeText("no digit first");
        assertThat(browser.seriousFindings()).isEmpty();
        browser.type(DIALOG + "#secret-name", "FORGE_TOKEN");
        browser.see(DIALOG + "#secret-repository").sendKeys("https://git.example.com/demo.git");
        browser.see(DIALOG + "button[type=submit]").click();

        browser.says("tbody code", "FORGE_TOKEN");
        browser.seeText("https://git.example.com/demo");
        assertThat(browser.driver().getPageSource()).doesNotContain("never-to-be-seen");
        assertThat(agents("/secrets").toString()).contains("FORGE_TOKEN").doesNotContain("never-to-be-seen");
        clean("secrets");

        browser.see("[aria-label='Replace FORGE_TOKEN']").click();
        browser.see(DIALOG + "#secret-value").sendKeys("nor-this", Keys.ENTER);
        Awaitility.await().until(() -> browser.texts("dialog[open]").isEmpty());
        assertThat(browser.driver().getPageSource()).doesNotContain("nor-this");

        browser.see("[aria-label='Delete FORGE_TOKEN']").click();
        browser.see(DIALOG + ".btn.risky").click();
        browser.seeText("An agent needs the key of its model.");
    }

    @Test
    void patchesAreReadAsGitWritesThem() {
        open("");
        String patch = "'From 4f2a9c1e7b6d Mon Sep 17 00:00:00 2001\\nSubject: x\\n---\\n'"
                + " + 'diff --git a/a.txt b/a.txt\\n--- a/a.txt\\n+++ b/a.txt\\n@@ -1,2 +1,3 @@ above\\n one\\n-two\\n+2\\n+3\\n'"
                + " + 'diff --git \"a/n\\\\303\\\\244h.txt\" \"b/n\\\\303\\\\244h.txt\"\\ndeleted file mode 100644\\n'"
                + " + 'diff --git a/old b/new\\nrename from old\\nrename to new\\n'"
                + " + 'diff --git a/i.png b/i.png\\nBinary files a/i.png and b/i.png differ\\n-- \\n2.43.0\\n'";

        assertThat(browser.module(
                        "js/patch.js",
                        "(p => p.mail + ' ' + p.files.map(f => [f.path, f.from, f.change, f.binary, f.added, f.removed]"
                                + ".join()).join(' '))(m.parsePatch(" + patch + "))"))
                .isEqualTo("true a.txt,,modify,false,2,1 näh.txt,,delete,false,0,0 new,old,rename,false,0,0"
                        + " i.png,,modify,true,0,0");
        assertThat(browser.module(
                        "js/patch.js",
                        "m.sideBySide(m.parsePatch(" + patch + ").files[0].hunks[0].lines)"
                                + ".map(r => r.map(l => l ? l.text : '').join('|')).join(' ')"))
                .isEqualTo("one|one two|2 |3");
    }

    @Test
    void aLongRunKeepsABoundedNumberOfRows() {
        open("");
        assertThat(
                        browser.module(
                                "js/agentrows.js",
                                "(r => { for (let i = 1; i < 100; i++) r.take({ seq: i, event: { type: 'thinking', content: 'x' } });"
                                        + " return r.list.length + ' from ' + r.list[0].seq + ' without ' + r.dropped; })(new m.Rows(8))"))
                .isEqualTo("9 from 91 without 90");
        assertThat(browser.module("js/agentrows.js", "m.clipped('x'.repeat(30), 20)"))
                .isEqualTo("x".repeat(20) + "\n[10 more characters are not shown]");
    }

    private static ScriptedAgentHost.Run taken(String prompt) throws Exception {
        Map<String, Object> repository = Map.of("path", "https://git.example.com/demo.git", "branch", "main");
        Map<String, Object> task = Map.of("prompt", prompt, "repositories", List.of(repository));
        assertThat(atelier.call("POST", "/studio/agents/tasks", task).statusCode())
                .isEqualTo(201);
        ScriptedAgentHost.Run run = host.take();
        run.runs();
        return run;
    }

    private static String taskOf(ScriptedAgentHost.Run run) {
        return run.about().path("task_id").asText();
    }

    private static void open(String page) {
        browser.go(atelier.console() + "/agents" + page);
        browser.settled();
    }

    private static JsonNode agents(String path) throws Exception {
        return atelier.get("/studio/agents" + path);
    }

    /** In both themes free of serious findings, and on the narrowest phones without sideways scrolling. */
    private static void clean(String name) throws IOException {
        for (String theme : List.of("dark", "light")) {
            browser.theme(theme);
            assertThat(browser.seriousFindings()).as(name + " " + theme).isEmpty();
            browser.shot("agents-" + name + "-" + theme);
        }
        for (int width : List.of(390, 320)) {
            browser.size(width, 844);
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .as(name + " at " + width)
                    .isEqualTo((long) width);
        }
        browser.shot("agents-" + name + "-phone");
        browser.size(1360, 900);
    }
}
