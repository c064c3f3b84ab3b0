package dev.atelier.launcher.start;

import dev.atelier.launcher.json.Json;
import dev.atelier.launcher.start.ReconcilePlan.Identity;
import dev.atelier.launcher.start.ReconcilePlan.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps, beside the framework's cache, what was installed from where. Lost or damaged, all is installed anew. */
record InstallRecord(Path file) {
    Map<String, Recorded> read() {
        Map<String, Recorded> records = new LinkedHashMap<>();
        try {
            if (Files.exists(file) && Json.parse(Files.readString(file)) instanceof Map<?, ?> map) {
                map.forEach((location, value) -> {
                    if (value instanceof Map<?, ?> entry) {
                        records.put(String.valueOf(location), recorded(entry));
                    }
                });
            }
        } catch (IOException | IllegalArgumentException e) {
            records.clear(); // an unreadable record proves nothing about any bundle
        }
        return records;
    }

    private static Recorded recorded(Map<?, ?> entry) {
        long modified = entry.get("modified") instanceof Long time ? time : -1;
        return new Recorded(
                String.valueOf(entry.get("sha256")),
                new Identity(String.valueOf(entry.get("name")), String.valueOf(entry.get("version")), modified));
    }

    void write(Map<String, Recorded> records) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        records.forEach((location, recorded) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("sha256", recorded.sha256());
            entry.put("name", recorded.identity().symbolicName());
            entry.put("version", recorded.identity().version());
            entry.put("modified", recorded.identity().lastModified());
            content.put(location, entry);
        });
        Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), Json.pretty(content));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
