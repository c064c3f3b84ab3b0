package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.jobs.api.WorkerLog;
import java.util.Locale;

/** Log lines as the local API writes them. */
final class LogJson {
    private LogJson() {}

    static ObjectNode entry(WorkerLog.Entry entry) {
        ObjectNode json = Json.object()
                .put("seq", entry.seq())
                .put("ts", entry.at().toString())
                .put("level", entry.level().wireName())
                .put("category", entry.category())
                .put("message", entry.message());
        if (entry.jobId() != null) {
            json.put("jobId", entry.jobId());
        }
        return json;
    }

    static ObjectNode page(WorkerLog.Page page, String level, String text) {
        ObjectNode json = Json.object();
        var entries = json.putArray("entries");
        page.entries().stream()
                .filter(entry -> atLeast(entry, level) && mentions(entry, text))
                .forEach(entry -> entries.add(entry(entry)));
        return json.put("seq", page.seq());
    }

    static ObjectNode jobLog(JobLogs.View log) {
        ObjectNode json = Json.object();
        var lines = json.putArray("lines");
        log.lines().forEach(line -> lines.addObject()
                .put("ts", line.at().toString())
                .put("level", line.level().wireName())
                .put("target", line.category())
                .put("message", line.message()));
        return json.put("dropped", log.dropped());
    }

    private static boolean atLeast(WorkerLog.Entry entry, String level) {
        return switch (level.toLowerCase(Locale.ROOT)) {
            case "warn" -> entry.level() != WorkerLog.Level.INFO;
            case "error" -> entry.level() == WorkerLog.Level.ERROR;
            default -> true;
        };
    }

    private static boolean mentions(WorkerLog.Entry entry, String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        String jobId = entry.jobId();
        return wanted.isEmpty()
                || entry.message().toLowerCase(Locale.ROOT).contains(wanted)
                || entry.category().toLowerCase(Locale.ROOT).contains(wanted)
                || (jobId != null && jobId.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
