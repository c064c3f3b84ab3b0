package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.wire.agent.api.Report.Omission;
import dev.atelier.wire.agent.api.Report.Patch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WholeChangeTest {
    private static final TaskSecrets SECRETS = TaskSecrets.of(
            Map.of("API_KEY", new Secret("canary-12345"), "PEM", new Secret("-----BEGIN-----\nc3VwZXIgc2VjcmV0\n")));

    private static Patch of(String text) {
        return WholeChange.shown(text.getBytes(StandardCharsets.UTF_8), SECRETS);
    }

    @Test
    void aTextIsSentAsItIs() {
        assertThat(of("+grün\n")).isEqualTo(Patch.of("+grün\n"));
    }

    @Test
    void anEmptyOneIsNoChange() {
        assertThat(of("")).isEqualTo(Patch.without(Omission.NO_CHANGES));
    }

    @Test
    void aSecretStaysHereAlsoLineByLine() {
        assertThat(of("+key=canary-12345\n")).isEqualTo(Patch.without(Omission.HOLDS_SECRET));
        assertThat(of(" x\n-c3VwZXIgc2VjcmV0\n")).isEqualTo(Patch.without(Omission.HOLDS_SECRET));
    }

    @Test
    void whatIsNoTextIsNotMadeOne() {
        assertThat(WholeChange.shown("+gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1), SECRETS))
                .isEqualTo(Patch.without(Omission.NOT_TEXT));
        assertThat(of("+a\0b")).isEqualTo(Patch.without(Omission.NOT_TEXT));
    }
}
