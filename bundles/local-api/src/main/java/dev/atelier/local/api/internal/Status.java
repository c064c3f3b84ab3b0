package dev.atelier.local.api.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.StatusPart;
import dev.atelier.settings.api.WorkerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process says of itself: every field that was promised, then what the rooms know better. */
final class Status {
    private static final Logger LOG = LoggerFactory.getLogger(Status.class);

    private final Home home;
    private final WorkerSettings settings;
    private final long pid = ProcessHandle.current().pid();

    Status(Home home, WorkerSettings settings) {
        this.home = home;
        this.settings = settings;
    }

    /** Open to everybody on this machine. */
    ObjectNode health(List<StatusPart> parts) {
        ObjectNode health = Json.object()
                .put("ok", true)
                .put("version", home.version())
                .put("busy", false)
                .put("engine", "none")
                .put("modelsRoot", settings.modelsRoot().toString())
                .put("modelsRootFreeBytes", freeBytes(settings.modelsRoot()))
                .putNull("gpuRuntime");
        return composed(health, parts, StatusPart::health);
    }

    ObjectNode status(List<StatusPart> parts, Optional<URI> localApi) {
        ObjectNode status = Json.object()
                .put("version", home.version())
                .put("pid", pid)
                .put("configPath", home.etc().toString())
                .put("paused", false)
                .put("busy", false)
                .put("registered", false)
                .putNull("workerId");
        status.putObject("registration").put("state", "pristine");
        status.set("config", config());
        status.putObject("session").put("state", "stopped");
        status.putNull("heartbeat").putNull("gpuRuntime").put("vramTotalGb", 0);
        status.put("localApiUrl", localApi.map(URI::toString).orElse(null));
        status.putNull("currentJobId");
        for (String jobs : List.of("activeJobs", "recentJobs", "localJobs")) {
            status.putArray(jobs);
        }
        status.put("logsSeq", 0).putNull("host").putNull("memory");
        status.putObject("engines").put("serving", 0).put("unavailable", 0);
        home.roles().forEach(status.putArray("roles")::add);
        return composed(status, parts, StatusPart::status);
    }

    private ObjectNode config() {
        return Json.object()
                .put("apiBaseUrl", settings.apiBaseUrl().orElse(null))
                .put("vramThresholdGb", settings.vramThresholdGb())
                .put("modelsRoot", settings.modelsRoot().toString())
                .put("onlyWhenIdle", settings.onlyWhenIdle());
    }

    private static ObjectNode composed(
            ObjectNode document, List<StatusPart> parts, BiConsumer<StatusPart, ObjectNode> add) {
        for (StatusPart part : parts) {
            try {
                add.accept(part, document);
            } catch (RuntimeException e) {
                // The rest is still worth telling, above all when something is wrong.
                LOG.atWarn()
                        .addKeyValue("part", part.getClass().getName())
                        .setCause(e)
                        .log("part of the status missing");
            }
        }
        return document;
    }

    private static long freeBytes(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                try {
                    return Files.getFileStore(at).getUsableSpace();
                } catch (IOException e) {
                    LOG.atDebug().addKeyValue("folder", at).setCause(e).log("free space unknown");
                    return 0;
                }
            }
        }
        return 0;
    }
}
