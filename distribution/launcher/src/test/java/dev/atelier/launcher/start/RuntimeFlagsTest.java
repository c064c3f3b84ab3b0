package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeFlagsTest {
    private static StartOptions parse(String... words) {
        return StartOptions.parse(List.of(words), Map.of("GIVEN", "secret", "EMPTY", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 10.0.0.5, ",
        "10.0.0.5:0, 10.0.0.5, 0",
        "[::1]:38800, ::1, 38800",
        "[::1], ::1, ",
        "fe80::1, fe80::1, "
    })
    void readsAnAddressWithOrWithoutAPort(String given, String address, String port) {
        Map<String, String> settings = parse("runtime", "--bind", given).settings();

        assertThat(settings.get("runtime.bind")).isEqualTo(address);
        assertThat(settings.get("runtime.port")).isEqualTo(port);
        assertThat(settings).doesNotContainKeys("http.bind", "http.port");
    }

    @Test
    void takesTheLastOfEachInEitherSpelling() {
        StartOptions options = parse(
                "runtime",
                "--home",
                "/h",
                "--runtime-id=a",
                "--runtime-id",
                "b",
                "--port=1",
                "--runtime-bind=127.0.0.1:2");

        assertThat(options.settings())
                .isEqualTo(Map.of("runtime.id", "b", "runtime.port", "2", "runtime.bind", "127.0.0.1"));
        assertThat(options.home()).isEqualTo("/h");
    }

    @Test
    void keepsTheFolderOfTheStoreWhateverComesAfterIt() {
        Map<String, String> alone =
                parse("runtime", "--fs-root", "kept", "--runtime-id", "a").settings();
        Map<String, String> before = parse("runtime", "--fs-root=kept", "--store=fs-store", "--runtime-id=a")
                .settings();

        assertThat(alone)
                .containsEntry("runtime.store", "fs")
                .containsEntry(
                        "runtime.fs_root", Path.of("kept").toAbsolutePath().toString());
        assertThat(before).isEqualTo(alone);
    }

    @Test
    void makesNoSettingOfATokenAndTellsItNobody() {
        StartOptions options = parse("runtime", "--local-token-env", "GIVEN");

        assertThat(options.runtimeToken()).isEqualTo("secret");
        assertThat(options.settings()).isEmpty();
        assertThat(options.toString()).doesNotContain("secret");
    }

    @Test
    void leavesTheOtherCommandsAlone() {
        assertThat(parse("up", "--port", "0").settings()).isEqualTo(Map.of("http.port", "0"));
        assertThatThrownBy(() -> parse("up", "--runtime-id", "x")).isInstanceOf(StartOptions.UsageError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bogus",
                "leftover",
                "--runtime-id,\u3000",
                "--runtime-id,",
                "--store,fs",
                "--store,fs,--fs-root,x",
                "--store,tape,--runtime-id,x",
                "--fs-root,x",
                "--fs-root=,--runtime-id=x",
                "--local-token=",
                "--local-token-env,UNSET",
                "--local-token-env,EMPTY",
                "--max-transcript-projection-items,-1",
                "--max-event-batch-items,many",
                "--port,65536",
                "--bind,h:x:y",
                "--bind,127.0.0.1:99999"
            })
    void refusesWhatCannotBeMeant(String words) {
        String[] line = ("runtime," + words).split(",", -1);

        assertThatThrownBy(() -> parse(line)).isInstanceOf(StartOptions.UsageError.class);
    }

    @Test
    void refusesIdsThatNoFileNameCouldHold() {
        parse("runtime", "--runtime-id", "\u00E9".repeat(60));

        assertThatThrownBy(() -> parse("runtime", "--runtime-id", "\u00E9".repeat(60) + "x"))
                .isInstanceOf(StartOptions.UsageError.class);
    }
}
