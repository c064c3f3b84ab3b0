package dev.atelier.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An installation that knows the worker's settings; for as long as it is open the one of this virtual machine. */
final class Installation implements AutoCloseable {
    private final String before = System.getProperty("atelier.installation", "");

    Installation(Path folder) throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Files.writeString(lib.resolve("settings.json"), """
                [{"name":"api_base_url","pid":"dev.atelier.worker","type":"string","options":[]},
                 {"name":"vram_threshold_gb","pid":"dev.atelier.worker","type":"number","default":12.0,"min":0.0},
                 {"name":"start_minimised","pid":"dev.atelier.worker","type":"boolean","default":true},
                 {"name":"only_when_idle","pid":"dev.atelier.worker","type":"boolean","default":false},
                 {"name":"auto_update_enabled","pid":"dev.atelier.worker","type":"boolean","default":true},
                 {"name":"auto_update_interval_secs","pid":"dev.atelier.worker","type":"integer","default":1800,"min":60},
                 {"name":"auto_update_feed","pid":"dev.atelier.worker","type":"string"},
                 {"name":"auto_update_prerelease","pid":"dev.atelier.worker","type":"boolean","default":false},
                 {"name":"models_root","pid":"dev.atelier.worker","type":"string","default":"~/models"},
                 {"name":"ws_reconnect_attempts","pid":"dev.atelier.worker","type":"integer","default":0,"min":0},
                 {"name":"local_api_port","pid":"dev.atelier.worker","type":"integer","default":4787,"min":0,"max":65535},
                 {"name":"http.port","pid":"dev.atelier.http","type":"integer","default":4780,"min":0,"max":65535}]
                """);
        System.setProperty("atelier.installation", folder.toString());
    }

    @Override
    public void close() {
        if (before.isEmpty()) {
            System.clearProperty("atelier.installation");
        } else {
            System.setProperty("atelier.installation", before);
        }
    }
}
