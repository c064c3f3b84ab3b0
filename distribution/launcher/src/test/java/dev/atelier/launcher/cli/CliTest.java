package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private final Path home;

    CliTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void helpListsWhatThereIs() {
        Result help = Typed.words("--help").run();

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("Usage: atelier COMMAND")
                .contains("up", "run", "register", "status", "models", "engines", "--home DIR", "--version");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engines",
                "engines swap",
                "jobs submit",
                "config",
                "config set",
                "up",
                "models",
                "models add",
                "import-config",
                "register",
                "console link",
                "workers",
                "workers approve",
                "keys create",
                "jobs why",
                "models import",
                "studio"
            })
    void everyCommandHasHelp(String command) {
        Result help = Typed.words((command + " --help").split(" ", -1)).run();

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: atelier " + command);
    }

    @Test
    void helpWinsOverMissingOperands() {
        assertThat(Typed.words("--help", "engines", "install").run().out()).contains("SRC", "--allow-unsigned");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-command",
                "models fly",
                "set-threshold",
                "set-threshold many",
                "status --no-such-flag",
                "engines",
                "engines info",
                "engines info a b",
                "completion tcsh",
                "jobs list -n few",
                "jobs list -n",
                "logs --level loud",
                "status --json=yes",
                "config set a",
                "import-config",
                "register",
                "register --api-base-url",
                "keys create",
                "keys create --role king",
                "workers list --studio-url http://s.example",
                "workers list --studio-url ftp://s.example --key k",
                "jobs submit image x --hold",
                "jobs log j --studio",
                "jobs --studio-url list",
                ""
            })
    void wordsThatMakeNoCommandAreUsageErrors(String words) {
        Result result = Typed.at(home, words.isEmpty() ? new String[0] : words.split(" ", -1))
                .run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("atelier: ").contains("Usage: atelier");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aSlipOfTheFingersIsRecognised() {
        assertThat(Typed.words("engines", "isntall", "x").run().err()).contains("did you mean `install`?");
        assertThat(Typed.words("statsu").run().err()).contains("did you mean `status`?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pause",
                "resume",
                "jobs list",
                "stop",
                "logs",
                "engines list",
                "models list",
                "models remove m",
                "models add --id m --kind image --engine e",
                "console link",
                "workers list",
                "keys create --role viewer",
                "jobs list --studio",
                "jobs --studio why j",
                "models enable m"
            })
    void whatNeedsAProcessSaysThatThereIsNone(String words) {
        Result result = Typed.at(home, words.split(" ", -1)).run();

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith("atelier: nothing is running for " + home)
                .endsWith("start it with `atelier up`\n")
                .hasLineCount(1);
    }

    @Test
    void theHomeMayStandAnywhere() {
        Result before = Typed.words("--home", home.toString(), "pause").run();
        Result after = Typed.words("pause", "--home=" + home).run();

        assertThat(after).isEqualTo(before);
        assertThat(before.err()).contains(home.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsTheWholeTree(String shell) {
        Result script = Typed.words("completion", shell).run();

        assertThat(script.code()).isZero();
        assertThat(script.out())
                .contains("atelier", "engines", "rollback", "allow-unsigned")
                .contains("import-config", "force", "api-base-url", "reset", "remove", "vram");
    }

    @Test
    void theVersionIsOneLine() {
        Result version = Typed.words("--version").run();

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("atelier ").hasLineCount(1);
    }
}
