package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersTest {
    private static final String API = "/graphics/api";
    private static final String REQUEST = """
            {"pending":[{"requestId":"rr-1","fingerprint":"ABCD-EFGH-JKMN-PQRS","address":"10.0.0.4",
             "userAgent":"studio-worker/1.0","createdAt":"2026-01-02T03:04:05Z",
             "capabilities":{"machineName":"rig","username":"alice","vramTotalGb":24.0,"taskKinds":["image","llm"]}}]}
            """;

    private final Path home;
    private final FakeLocalApi api;

    WorkersTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home).withStudio(home);
        api.answer("GET " + API + "/workers/pending", 200, REQUEST);
        api.answer("POST " + API + "/workers/pending/rr-1/approve", 200, "{\"workerId\":\"w-1\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    @Test
    void workersAreListedWithWhatTheyDo() {
        api.answer("GET " + API + "/workers", 200, """
                {"workers":[{"workerId":"w-1","label":"rig","enabled":true,"state":"busy","currentJobId":"job-1",
                  "lastSeen":"t","capabilities":{"machineName":"m","vramTotalGb":24,"taskKinds":["image"]}},
                 {"workerId":"w-2","label":null,"enabled":false,"state":"offline","capabilities":{"vramTotalGb":0}},
                 {"workerId":"w-3","enabled":true,"state":"ready","capabilities":{"autoEnabled":false}}]}
                """);

        assertThat(run("workers", "list").out())
                .contains("w-1     rig    m        busy          job-1  24 GB  t     image")
                .contains("w-2     -      -        switched off  -      -")
                .contains("w-3     -      -        paused");
        assertThat(run("workers", "list", "--json").out()).contains("\"workerId\": \"w-1\"");
    }

    @Test
    void whoAsksIsShownWithItsFingerprint() {
        assertThat(run("workers", "pending").out())
                .contains("rr-1     ABCD-EFGH-JKMN-PQRS  rig      alice  10.0.0.4  2026-01-02T03:04:05Z");
    }

    @Test
    void aMachineCannotWriteOnTheScreenByItsName() {
        String name = "rig\\u001b[2J\\u009b31m\\u202eevil\\u0007\\nw-9";
        api.answer("GET " + API + "/workers/pending", 200, REQUEST.replace("rig", name));
        api.answer("GET " + API + "/workers/w-1/logs", 200, """
                {"seq":1,"entries":[{"ts":"t","level":"info","category":"c",
                 "message":"one\\u001b]0;owned\\u0007\\nERROR two"}]}
                """);

        String shown = run("workers", "pending").out()
                + Typed.at(home, "workers", "approve", "rr-1")
                        .onTerminal()
                        .input("n\n")
                        .run()
                        .out()
                + run("workers", "logs", "w-1").out()
                + run("workers", "pending", "--json").out();

        assertThat(shown).contains("rig [2J").doesNotContain("\u001b[2J", "\u001b]", "\u009b", "\u202e", "\u0007");
        assertThat(shown).contains("\\u202eevil").doesNotContain("\nw-9").doesNotContain("\nERROR two");
    }

    @Test
    void onATerminalTheFingerprintIsComparedFirst() {
        Result no = Typed.at(home, "workers", "approve", "rr-1")
                .onTerminal()
                .input("n\n")
                .run();
        assertThat(no.code()).isEqualTo(4);
        assertThat(no.out()).contains("fingerprint:  ABCD-EFGH-JKMN-PQRS", "rig (alice)", "24 GB", "[y/N]");
        assertThat(api.asked()).noneMatch(asked -> asked.startsWith("POST"));

        Result yes = Typed.at(home, "workers", "approve", "rr-1")
                .onTerminal()
                .input("y\n")
                .run();
        assertThat(yes.code()).isZero();
        assertThat(yes.out()).endsWith("approved ABCD-EFGH-JKMN-PQRS as w-1\n");
    }

    @Test
    void aRequestIsNamedByItsFingerprintAsWell() {
        assertThat(run("workers", "approve", "abcdefghjkmnpqrs").out())
                .isEqualTo("approved ABCD-EFGH-JKMN-PQRS as w-1\n");
        Result unknown = run("workers", "approve", "rr-2");

        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("nobody waits as `rr-2`").hasLineCount(1);
    }

    @Test
    void aRejectionCarriesItsReason() {
        api.answer(
                "POST " + API + "/workers/pending/rr-1/reject",
                409,
                "{\"error\":\"wrong_state\",\"message\":\"late\"}");

        Result late = run("workers", "reject", "rr-1", "--reason", "not ours");

        assertThat(late.code()).isEqualTo(4);
        assertThat(api.asked()).contains("POST " + API + "/workers/pending/rr-1/reject {\"reason\":\"not ours\"}");
    }

    @Test
    void workersAreLabelledAndRemoved() {
        api.answer("PUT " + API + "/workers/w-1", 200, "{\"workerId\":\"w-1\",\"label\":\"rig\"}")
                .answer("DELETE " + API + "/workers/w-1", 204, "");

        assertThat(run("workers", "label", "w-1", "the rig").out()).isEqualTo("w-1 is the rig now\n");
        assertThat(run("workers", "label", "w-1").out()).isEqualTo("w-1 has no label now\n");
        assertThat(run("workers", "remove", "w-1").out()).isEqualTo("removed w-1\n");
        assertThat(run("workers", "remove", "w-9").code()).isEqualTo(1);
        assertThat(api.asked()).contains("PUT " + API + "/workers/w-1 {\"label\":\"the rig\"}");
    }

    @Test
    void theLogOfAWorkerIsRead() {
        api.answer("GET " + API + "/workers/w-1/logs?level=error&after=0&limit=5", 200, """
                {"entries":[{"seq":7,"ts":"t","level":"error","category":"ws","message":"gone"}],"seq":7}
                """);

        assertThat(run("workers", "logs", "w-1", "-n", "5", "--level", "error").out())
                .isEqualTo("t ERROR ws: gone\n");
    }
}
