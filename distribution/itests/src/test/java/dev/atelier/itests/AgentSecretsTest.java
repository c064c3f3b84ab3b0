package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret of an agent, looked for everywhere but in the agent. */
class AgentSecretsTest {
    private static final String CANARY = "canary-of-the-vault-7f3a91";

    @TempDir
    static Path temp = Path.of("unused");

    @Test
    void aSecretIsInTheAgentAndNowhereElse() throws Exception {
        try (AgentBench bench = AgentBench.start(temp, Map.of())) {
            bench.secret("ANTHROPIC_API_KEY", CANARY);
            String task = bench.order(bench.repository("secret"), "claude_code", Map.of());
            JsonNode first = bench.question(task);
            assertThat(look(bench, "the agent runs")).isEmpty();

            // What a crash leaves behind: the runtime writes a report of it.
            crash(bench.atelier().pid());
            bench.atelier().exit();
            Leaks afterCrash = look(bench);
            assertThat(bench.crashes()).isNotEmpty();
            assertThat(afterCrash.found()).isEmpty();

            bench.restart();
            bench.answer(bench.questionAgain(task, first), "SQLite");
            JsonNode session = bench.succeeded(task);
            assertThat(bench.events(session)).contains("the key is ***");
            assertThat(look(bench, "the agent has ended")).isEmpty();
        }
    }

    private static List<String> look(AgentBench bench, String when) throws IOException {
        Leaks leaks = look(bench);
        processes(leaks);
        assertThat(leaks.searched()).as(when).isGreaterThan(100);
        return leaks.found();
    }

    private static Leaks look(AgentBench bench) throws IOException {
        Leaks leaks = new Leaks();
        leaks.secret("the canary", CANARY);
        leaks.files(temp, Map.of());
        leaks.files(bench.testEngine().folder(), Map.of());
        return leaks;
    }

    /** Every process has what it was started with; the agent itself, which knows its task, may know the secret. */
    private static void processes(Leaks leaks) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>)
                    all.filter(each -> each.getFileName().toString().matches("\\d+"))::iterator) {
                leaks.search("the command line of " + process, read(process.resolve("cmdline")));
                String variables = read(process.resolve("environ"));
                if (!variables.contains("DELIDEV_TASK_ID=")) {
                    leaks.search("the environment of " + process, variables);
                }
            }
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private static void crash(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-SEGV", String.valueOf(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
