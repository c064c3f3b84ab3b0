package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands that are run are those of a Unix shell")
class ChildCommandsTest {
    private final ChildCommands commands = new ChildCommands();

    @Test
    void givesWhatACommandPrints() {
        assertThat(commands.output("sh", "-c", "echo 24576")).hasValue("24576\n");
    }

    @Test
    void aFailedOrMissingCommandSaysNothing() {
        assertThat(commands.output("sh", "-c", "echo wrong; exit 9")).isEmpty();
        assertThat(commands.output("no-such-command-of-ours")).isEmpty();
    }

    @Test
    void aTalkativeCommandEndsAndItsBeginningIsKept() {
        assertThat(commands.output("sh", "-c", "yes | head -c 500000").orElseThrow())
                .hasSize(64 * 1024)
                .startsWith("y\ny\n");
    }

    @Test
    void whatTheWorkerIsToldIsNotPassedOn() {
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", "/bin", "DELIDEV_WORKER_TOKEN", "t", "ATELIER_AGENT_WORKER_TOKEN", "t"));

        ChildCommands.withoutOurs(environment);

        assertThat(environment).containsOnlyKeys("PATH");
    }
}
