package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.common.api.Json;
import dev.atelier.settings.api.InvalidSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CfgFilesTest {
    private static final String WORKER = "dev.atelier.worker";

    private final EngineRig rig;

    CfgFilesTest(@TempDir Path folder) {
        rig = new EngineRig(folder.resolve("etc"));
    }

    @Test
    void valuesAreReadAsTheirSettingsMeanThem() throws Exception {
        rig.cfg(WORKER, """
                # of this machine
                vram_threshold_gb = 8
                only_when_idle=true
                ! another comment
                models_root: /data/\\
                    models
                """).start();

        assertThat(rig.configurations.get(WORKER))
                .containsEntry("vram_threshold_gb", 8.0)
                .containsEntry("only_when_idle", true)
                .containsEntry("models_root", "/data/models");
        assertThat(rig.setting("vram_threshold_gb").originDetail()).endsWith("dev.atelier.worker.cfg");
    }

    @Test
    void aChangeGoesBackIntoTheSameFormAndTheRestStays() throws Exception {
        rig.cfg(WORKER, "# mine\n\nonly_when_idle = TRUE\nmine : my own\nvram_threshold_gb=8\nmodels_root=\\\n  /data")
                .start();

        rig.engine.set(Map.of(
                "vram_threshold_gb",
                Optional.of("3.5"),
                "models_root",
                Optional.empty(),
                "api_base_url",
                Optional.of("https://studio.example/")));

        assertThat(rig.etc.file(WORKER, EtcFolder.Form.JSON)).doesNotExist();
        assertThat(rig.etc.file(WORKER, EtcFolder.Form.CFG)).hasContent("""
                        # mine

                        only_when_idle = TRUE
                        mine : my own
                        vram_threshold_gb = 3.5
                        api_base_url = https://studio.example/
                        """);
        rig.engine.reload();
        assertThat(rig.changes).as("a write of its own is no edit").hasSize(1);
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("3.5");
        assertThat(rig.value("only_when_idle")).isEqualTo("true");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() throws Exception {
        String odd = " C:\\new = models # \t!";
        byte[] file =
                CfgDocument.write(new byte[0], Json.object().put("a name", odd).put("ü", "ß"));

        assertThat(CfgDocument.parse(file))
                .isEqualTo(Json.object().put("a name", odd).put("ü", "ß"));
    }

    @Test
    void theJsonFileCountsWhereBothAreThere() throws Exception {
        rig.cfg(WORKER, "vram_threshold_gb=8\nonly_when_idle=true\n")
                .file(WORKER, "{\"vram_threshold_gb\": 4}")
                .start();
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("4.0");
        assertThat(rig.value("only_when_idle")).isEqualTo("false");

        Files.delete(rig.etc.file(WORKER, EtcFolder.Form.JSON));
        rig.engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0");
    }

    @Test
    void anEditedFileAppliesAndADeletedOneTakesItsValuesBack() throws Exception {
        rig.cfg(WORKER, "vram_threshold_gb=8\n").start();
        rig.cfg(WORKER, "vram_threshold_gb=9\n").engine.reload();
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("9.0");

        Files.delete(rig.etc.file(WORKER, EtcFolder.Form.CFG));
        rig.engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("12.0");
        assertThat(rig.configurations).isEmpty();
    }

    @Test
    void anUnusableFileIsRefusedAsAWholeAndNotWrittenOver() throws Exception {
        rig.cfg(WORKER, "vram_threshold_gb=8\n").start();

        for (String broken : new String[] {"vram_threshold_gb=1\nvram_threshold_gb=2\n", "models_root=\\u12\n"}) {
            rig.cfg(WORKER, broken).engine.reload();

            assertThat(rig.value("vram_threshold_gb")).as(broken).isEqualTo("8.0");
            InvalidSetting refusal = catchThrowableOfType(
                    InvalidSetting.class, () -> rig.engine.set(Map.of("only_when_idle", Optional.of("true"))));
            assertThat(refusal.code()).isEqualTo("not_saved");
            assertThat(refusal).hasMessageContaining("dev.atelier.worker.cfg must be repaired first");
        }
    }

    @Test
    void oneBadValueKeepsTheOldOne() throws Exception {
        rig.cfg(WORKER, "vram_threshold_gb=8\n").start();

        rig.cfg(WORKER, "vram_threshold_gb=lots\nonly_when_idle=true\n").engine.reload();

        assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0");
        assertThat(rig.value("only_when_idle")).isEqualTo("true");
    }
}
