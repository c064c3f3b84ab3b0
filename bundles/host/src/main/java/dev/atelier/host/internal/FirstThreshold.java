package dev.atelier.host.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the first start of a home, and never again, lowers the memory threshold to what the GPU has. A file in the state
 * folder remembers that it happened: somebody may take the setting back to its default on purpose.
 */
@Component(service = FirstThreshold.class, immediate = true)
public final class FirstThreshold {
    static final String MARK = "first-look.json";

    private static final Logger LOG = LoggerFactory.getLogger(FirstThreshold.class);
    private static final String SETTING = "vram_threshold_gb";
    private static final double DEFAULT = 12.0;

    private final HostProbe probe;
    private final Settings settings;
    private final boolean worker;
    private final Path mark;

    @Activate
    public FirstThreshold(
            @Reference(name = "probe") HostProbe probe,
            @Reference(name = "settings") Settings settings,
            @Reference(name = "home") Home home) {
        this.probe = probe;
        this.settings = settings;
        this.worker = home.roles().contains("worker");
        this.mark = home.state().resolve(MARK);
    }

    @Activate
    void start() {
        if (worker) {
            probe.afterLook(this::look);
        }
    }

    private void look() {
        if (Files.exists(mark)) {
            return;
        }
        double vram = probe.vramTotalGb();
        try {
            if (vram > 0 && vram < DEFAULT && nobodySetIt()) {
                settings.set(
                        Map.of(SETTING, Optional.of(BigDecimal.valueOf(vram).toPlainString())));
                LOG.atInfo().addKeyValue("gb", vram).log("memory threshold lowered to what the GPU has");
            }
            AtomicFiles.write(mark, Json.bytes(Json.object().put("vramTotalGb", BigDecimal.valueOf(vram))));
        } catch (InvalidSetting | IOException e) {
            LOG.atWarn().setCause(e).log("memory threshold not adapted to this machine");
        }
    }

    private boolean nobodySetIt() {
        return settings.find(SETTING)
                .filter(setting -> setting.origin() == Setting.Origin.DEFAULT)
                .isPresent();
    }
}
