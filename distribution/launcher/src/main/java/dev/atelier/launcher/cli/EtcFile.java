package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One configuration in {@code etc/}, in the form it is kept in: {@code <pid>.json}, or {@code <pid>.cfg} where only that
 * is there. The rules are those of the running process.
 */
record EtcFile(Path path, boolean json) {
    static EtcFile of(Path etc, String pid) {
        Path json = etc.resolve(pid + ".json");
        Path cfg = etc.resolve(pid + ".cfg");
        return Files.notExists(json) && Files.exists(cfg) ? new EtcFile(cfg, false) : new EtcFile(json, true);
    }

    /** Of a {@code .cfg} every value is text. What it says wrongly is an {@link IllegalArgumentException}. */
    Fields read() throws IOException {
        if (Files.notExists(path)) {
            return Fields.of(null);
        }
        String text = Files.readString(path);
        return Fields.of(json ? Json.parse(text) : CfgText.parse(text));
    }

    void write(Map<String, Object> members) throws IOException {
        OwnerFiles.write(path, json ? Json.pretty(members) + "\n" : CfgText.write(Files.readString(path), members));
    }
}
