package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsEngineTest {
    private static final String WORKER = "dev.atelier.worker";
    private static final String HTTP = "dev.atelier.http";

    private final EngineRig rig;

    SettingsEngineTest(@TempDir Path folder) {
        rig = new EngineRig(folder.resolve("etc"));
    }

    @Test
    void defaultsNeedNoConfiguration() throws Exception {
        rig.start();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("12.0");
        assertThat(rig.setting("vram_threshold_gb").origin()).isEqualTo(Origin.DEFAULT);
        assertThat(rig.value("api_base_url")).isNull();
        assertThat(rig.configurations).isEmpty();
        assertThat(rig.etc.path().resolve("README.md")).isNotEmptyFile();
    }

    @Test
    void aFlagWinsOverAVariableOverAFileOverTheDefault() throws Exception {
        rig.file(HTTP, "{\"http.port\": 1, \"http.bind\": \"0.0.0.0\"}");
        rig.environment.put("ATELIER_HTTP_PORT", "2");
        rig.properties.put("atelier.flag.http.port", "3");
        rig.start();

        assertThat(rig.value("http.port")).isEqualTo("3");
        assertThat(rig.setting("http.port").origin()).isEqualTo(Origin.FLAG);
        assertThat(rig.setting("http.bind").origin()).isEqualTo(Origin.FILE);
        assertThat(rig.configurations.get(HTTP)).isEqualTo(Map.of("http.port", 3, "http.bind", "0.0.0.0"));
    }

    @Test
    void anUnusableVariableIsIgnoredAndTheNextSourceCounts() throws Exception {
        rig.file(HTTP, "{\"http.port\": 81}");
        rig.environment.put("ATELIER_HTTP_PORT", "eighty");
        rig.environment.put("ATELIER_HTTP_BIND", "");
        rig.start();

        assertThat(rig.value("http.port")).isEqualTo("81");
        assertThat(rig.value("http.bind")).isEqualTo("127.0.0.1");
    }

    @Test
    void theReferencesPortVariableCountsAfterOurs() throws Exception {
        rig.environment.put("STUDIO_WORKER_LOCAL_API_PORT", "5000");
        rig.start();
        assertThat(rig.value("local_api_port")).isEqualTo("5000");

        rig.environment.put("ATELIER_LOCAL_API_PORT", "5001");
        rig.engine.recheck();

        assertThat(rig.value("local_api_port")).isEqualTo("5001");
        assertThat(rig.setting("local_api_port").originDetail()).isEqualTo("ATELIER_LOCAL_API_PORT");
    }

    @Test
    void anEditedFileAppliesAndIsTold() throws Exception {
        rig.start().file(WORKER, "{\"vram_threshold_gb\": 8}");

        rig.engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0");
        assertThat(rig.configurations.get(WORKER)).containsEntry("vram_threshold_gb", 8.0);
        assertThat(rig.configurations.get(WORKER)).containsEntry("only_when_idle", false);
        assertThat(rig.changes).containsExactly(Set.of("vram_threshold_gb"));
    }

    @Test
    void aDeletedFileTakesItsValuesBack() throws Exception {
        rig.file(WORKER, "{\"vram_threshold_gb\": 8}").start();
        Files.delete(rig.etc.file(WORKER));

        rig.engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("12.0");
        assertThat(rig.configurations).isEmpty();
    }

    @Test
    void oneBadValueKeepsTheOldOneAndLetsTheOthersThrough() throws Exception {
        rig.file(WORKER, "{\"vram_threshold_gb\": 8}").start();
        rig.file(WORKER, "{\"vram_threshold_gb\": -1, \"only_when_idle\": true}");

        rig.engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0");
        assertThat(rig.value("only_when_idle")).isEqualTo("true");
    }

    @Test
    void aValueOfTheWrongTypeIsRefused() throws Exception {
        rig.file(
                        WORKER,
                        "{\"models_root\": 5, \"vram_threshold_gb\": true, \"only_when_idle\": [], \"api_base_url\": {}}")
                .start();

        assertThat(rig.value("models_root")).isEqualTo("~/models");
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("12.0");
        assertThat(rig.value("only_when_idle")).isEqualTo("false");
        assertThat(rig.configurations).isEmpty();
    }

    @Test
    void aFileThatIsNoJsonIsRefusedAsAWhole() throws Exception {
        rig.file(WORKER, "{\"vram_threshold_gb\": 8}").start();

        for (String broken : new String[] {"", "{\n\"vram_threshold_gb\": 9,\n", "[1]", "{\"a\":1,\"a\":2}", "{} {}"}) {
            rig.file(WORKER, broken);
            rig.engine.reload();
            assertThat(rig.value("vram_threshold_gb")).as(broken).isEqualTo("8.0");
        }
        rig.file(WORKER, "{\"vram_threshold_gb\": 9}");
        rig.engine.reload();
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("9.0");
    }

    @Test
    void whatAnEarlierProcessConfiguredAndNobodyDescribesIsForgotten() throws Exception {
        rig.configurations.put("dev.atelier.gone", Map.of("a", 1));
        rig.configurations.put(HTTP, Map.of("http.port", 1, "an older name", "x"));
        rig.file(WORKER, "{\"vram_threshold_gb\": 9}").start();
        rig.engine.forgetUndescribed();

        assertThat(rig.configurations).containsOnlyKeys(WORKER);
    }

    @Test
    void anotherEngineInTheSameProcessLeavesWhatIsAsItShouldBeUntouched() throws Exception {
        rig.file(HTTP, "{\"http.port\": 7}").start();
        rig.sunk.clear();
        EngineRig next = new EngineRig(rig).start();
        next.engine.forgetUndescribed();

        assertThat(next.configurations.get(HTTP)).containsEntry("http.port", 7);
        assertThat(rig.sunk).as("what moved in Configuration Admin").isEmpty();
    }

    @Test
    void aBundleThatComesLateIsConfiguredAndOneThatGoesIsNot() throws Exception {
        rig.file("dev.atelier.late", "{\"late\": 7}").start();
        Definition late = new Definition(
                "late", "dev.atelier.late", Definition.Kind.LONG, "1", null, null, java.util.List.of(), "", "", "");

        rig.engine.define(9, java.util.List.of(late));
        assertThat(rig.configurations.get("dev.atelier.late")).isEqualTo(Map.of("late", 7L));

        rig.engine.retire(9);
        assertThat(rig.configurations).doesNotContainKey("dev.atelier.late");
        assertThat(rig.engine.find("late")).isEmpty();
    }

    @Test
    void setWritesTheFileAndKeepsWhatItDoesNotKnow() throws Exception {
        rig.file(WORKER, "{\"mine\": {\"a\": [1.10]}, \"only_when_idle\": true, \"vram_threshold_gb\": 8}")
                .start();

        rig.engine.set(Map.of(
                "vram_threshold_gb", Optional.of("3.5"),
                "only_when_idle", Optional.empty(),
                "http.port", Optional.of("8080")));

        assertThat(rig.text(WORKER).replaceAll("\\s", ""))
                .isEqualTo("{\"mine\":{\"a\":[1.10]},\"vram_threshold_gb\":3.5}");
        assertThat(rig.text(HTTP).replaceAll("\\s", "")).isEqualTo("{\"http.port\":8080}");
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("3.5");
        assertThat(rig.value("only_when_idle")).isEqualTo("false");
        assertThat(rig.changes).containsExactly(Set.of("vram_threshold_gb", "only_when_idle", "http.port"));
    }

    @Test
    void aWriteOfItsOwnIsNoEdit() throws Exception {
        rig.start().engine.set(Map.of("vram_threshold_gb", Optional.of("3.5")));

        rig.engine.reload();

        assertThat(rig.changes).hasSize(1);
    }

    @Test
    void setIsAllOrNothing() throws Exception {
        rig.start();

        InvalidSetting refusal =
                refusal(Map.of("vram_threshold_gb", Optional.of("3.5"), "auto_update_interval_secs", Optional.of("5")));

        assertThat(refusal.code()).isEqualTo("invalid_value");
        assertThat(refusal.setting()).isEqualTo("auto_update_interval_secs");
        assertThat(refusal).hasMessage("auto_update_interval_secs must be a whole number of at least 60");
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("12.0");
        assertThat(rig.etc.file(WORKER)).doesNotExist();
    }

    @Test
    void aFailedWriteUndoesTheFilesBeforeIt() throws Exception {
        rig.start();
        rig.file(HTTP, "{\"http.port\": 1}").engine.reload();
        rig.diskFullFor = WORKER; // http is written before it

        InvalidSetting refusal =
                refusal(Map.of("http.port", Optional.of("2"), "vram_threshold_gb", Optional.of("3.5")));

        assertThat(refusal.code()).isEqualTo("not_saved");
        assertThat(rig.value("http.port")).isEqualTo("1");
        assertThat(rig.text(HTTP)).isEqualTo("{\"http.port\": 1}");
    }

    @Test
    void whatTheEnvironmentDecidesCannotBeSet() throws Exception {
        rig.environment.put("ATELIER_VRAM_THRESHOLD_GB", "4");
        rig.start();

        InvalidSetting refusal = refusal(Map.of("vram_threshold_gb", Optional.of("3.5")));

        assertThat(refusal.code()).isEqualTo("overridden");
        assertThat(refusal).hasMessageContaining("ATELIER_VRAM_THRESHOLD_GB");
    }

    @Test
    void aBrokenFileIsNotWrittenOver() throws Exception {
        rig.start().file(WORKER, "{ \"api_base_url\": \"https://half");

        InvalidSetting refusal = refusal(Map.of("vram_threshold_gb", Optional.of("3.5")));

        assertThat(refusal.code()).isEqualTo("not_saved");
        assertThat(refusal).hasMessageContaining("line 1").hasMessageNotContaining("half");
        assertThat(rig.text(WORKER)).contains("half");
    }

    @Test
    void anUnseenEditSurvivesARefusedChange() throws Exception {
        rig.start().file(WORKER, "{\"vram_threshold_gb\": 8}");

        assertThat(refusal(Map.of("no_such", Optional.of("1"))).code()).isEqualTo("unknown_setting");

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0");
    }

    @Test
    void theWorkersAddressesAreWebAddresses() throws Exception {
        rig.start();

        for (String bad : new String[] {"ftp://host/", "http://", "studio", "http:///path", "https://a b/"}) {
            assertThat(refusal(Map.of("api_base_url", Optional.of(bad))))
                    .hasMessageStartingWith("api_base_url must be an http or https URL");
        }
        assertThat(refusal(Map.of("models_root", Optional.of("  ")))).hasMessage("models_root must not be empty");
        assertThat(refusal(Map.of("models_root", Optional.of("/data\0/models"))))
                .hasMessage("models_root must be the path of a folder");
        rig.engine.set(Map.of("api_base_url", Optional.of("https://studio.example/")));
        assertThat(rig.value("api_base_url")).isEqualTo("https://studio.example/");
        rig.engine.set(Map.of("api_base_url", Optional.of("")));
        assertThat(rig.value("api_base_url")).isNull();
        assertThat(rig.configurations).isEmpty();
    }

    @Test
    void aRoomsOwnCheckCounts() throws Exception {
        rig.start();
        rig.file(HTTP, "{\"http.bind\": \"nowhere\"}").engine.reload();
        assertThat(rig.value("http.bind")).isEqualTo("nowhere");

        rig.checks.add((name, value) -> value.equals("nowhere") ? Optional.of("must be somewhere") : Optional.empty());
        rig.engine.recheck();

        assertThat(rig.value("http.bind")).isEqualTo("127.0.0.1");
        assertThat(refusal(Map.of("http.bind", Optional.of("nowhere")))).hasMessage("http.bind must be somewhere");
    }

    @Test
    void aCheckThatThrowsRefuses() throws Exception {
        rig.start();
        rig.checks.add((name, value) -> {
            throw new IllegalStateException("broken");
        });

        assertThat(refusal(Map.of("http.port", Optional.of("1")))).hasMessage("http.port could not be checked");
    }

    private InvalidSetting refusal(Map<String, Optional<String>> values) {
        return catchThrowableOfType(InvalidSetting.class, () -> rig.engine.set(values));
    }
}
