package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.common.api.Secret;
import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.engine.agent.launch.AgentProgram.Answering;
import dev.atelier.engine.agent.run.Inbox.Message;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of agents that have said all they will before they are listened to. */
class TurnTest {
    private final RecordedServer server = new RecordedServer();

    private String crash(String printed, Secret... secrets) throws Exception {
        return crash(
                printed, new AgentRun("claude_code", false, "/r", null, List.of(secrets), AgentRun.Limits.DEFAULT));
    }

    /** @return why an agent that prints this on its error output and exits with 2 has failed */
    private String crash(String printed, AgentRun run) throws Exception {
        Inbox inbox = new Inbox();
        inbox.putOutput(new Message.Output(true, printed.getBytes(StandardCharsets.UTF_8)));
        inbox.put(new Message.OutputOver());
        inbox.put(new Message.Ended(new ContainerState("c", "exited", 2, false, 0, Map.of())));
        AgentSettings.Times times = AgentSettings.DEFAULT.times();
        long now = System.nanoTime();
        Turn.Parts parts = new Turn.Parts(
                new Course(),
                inbox,
                new Questions(
                        server,
                        Answering.CONTROL,
                        Duration.ofHours(1).toNanos(),
                        id -> inert(SessionServer.Replies.class),
                        said -> {}),
                new Telling(server),
                new Clocks(times.run(), times.idle(), now),
                forPeople -> {},
                times,
                false,
                true,
                Answering.CONTROL,
                "8 GiB",
                Runnable::run);
        try (Box box = Box.start(inert(ContainerEngine.class), BoxTest.SPEC, stays -> {})) {
            return new Turn(parts, box, run, now)
                    .run()
                    .failure()
                    .map(Throwable::getMessage)
                    .orElseThrow();
        }
    }

    /** For a container that nobody watches. */
    private static <T> T inert(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                TurnTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Class<?> answer = method.getReturnType();
                    return answer == String.class ? "c" : answer == Attachment.class ? inert(answer) : null;
                }));
    }

    @Test
    void anAgentThatDoesNotKnowItsArgumentsIsHeardOut() throws Exception {
        String told = crash("""
                error: unexpected argument '--x' found

                Usage: agent exec [OPTIONS] [PROMPT]

                For more information, try '--help'.""");

        assertThat(told)
                .isEqualTo("the agent exited with code 2: error: unexpected argument '--x' found"
                        + " | Usage: agent exec [OPTIONS] [PROMPT] | For more information, try '--help'.");
        assertThat(server.texts("error_output", "content")).hasSize(3);
    }

    @Test
    void anAgentThatTellsItsProgressThereIsHeardOutToo() throws Exception {
        AgentRun codex = new AgentRun("codex_cli", true, "/r", null, List.of(), AgentRun.Limits.DEFAULT);

        assertThat(crash("error: unexpected argument '--x' found\nUsage: codex exec\n", codex))
                .endsWith("code 2: error: unexpected argument '--x' found | Usage: codex exec");
    }

    @Test
    void theLastLinesCountWhereThereAreMany() throws Exception {
        String told = crash("a line of many\n".repeat(50) + "Error: the reason\n    at somewhere\n");

        assertThat(told).endsWith(" | a line of many | Error: the reason | at somewhere");
        assertThat(told.split("\\|")).hasSize(20);
    }

    @Test
    void whatIsLongLeavesTheReasonItsPlace() throws Exception {
        assertThat(crash("x".repeat(1_900) + "\nError: the reason\n"))
                .isEqualTo("the agent exited with code 2: Error: the reason");
        assertThat(crash("Error: " + "y".repeat(5_000)))
                .startsWith("the agent exited with code 2: Error: yyy")
                .hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sesame-of-the-hall", "open\nsesame", "a first line of it\nand a second"})
    void noSecretIsAmongThem(String secret) throws Exception {
        String told = crash("this is it:\n" + secret + "\nand that was it\n", new Secret(secret));

        assertThat(told).contains("this is it: | ***", "and that was it");
        assertThat(secret.lines()).noneMatch(told::contains);
    }
}
