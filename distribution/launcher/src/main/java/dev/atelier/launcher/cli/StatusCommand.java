package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code status}: who this host is, and when it runs what it is doing. */
final class StatusCommand {
    private static final String NO_STUDIO = "(none)";

    private final Context context;

    StatusCommand(Context context) {
        this.context = context;
    }

    int run() throws Failure, IOException {
        LocalApi api = context.apiIfRunning();
        Fields status = api == null ? Fields.of(null) : Fields.of(api.read("/daemon/status", "cannot read the status"));
        if (context.json()) {
            json(api, status);
            return Failure.DONE;
        }
        if (api == null) {
            offline();
        } else {
            running(api, status);
        }
        return Failure.DONE;
    }

    private void json(@Nullable LocalApi api, Fields status) throws Failure {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("running", api != null);
        if (api == null) {
            OfflineSettings settings = OfflineSettings.of(context);
            document.put("configPath", context.home().etc().toString());
            document.put("apiBaseUrl", settings.value("api_base_url"));
            document.put("registrationText", offlineRegistration(settings.value("api_base_url")));
            document.put("vramThresholdGb", decimal(settings.value("vram_threshold_gb")));
            document.put("modelsRoot", settings.value("models_root"));
        } else {
            document.putAll(status.copy());
            if (api.endpoints().all().has("console")) {
                document.put("console", api.endpoints().all().object("console").text("url"));
            }
        }
        context.print(document);
    }

    private static double decimal(String text) {
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private void offline() throws Failure {
        OfflineSettings settings = OfflineSettings.of(context);
        String url = settings.value("api_base_url");
        line("config path", context.home().etc().toString());
        line("api_base_url", url.isEmpty() ? NO_STUDIO : url);
        line("registration", offlineRegistration(url));
        line("vram_threshold_gb", settings.value("vram_threshold_gb"));
        line("models_root", settings.value("models_root"));
        line("auto_update", settings.value("auto_update_enabled"));
        line("update_interval", settings.value("auto_update_interval_secs") + "s");
        line("process", "not running; start it with `atelier up`");
    }

    private String offlineRegistration(String url) {
        Fields identity = identity();
        String worker = identity.text("workerId");
        if (!worker.isEmpty() && identity.has("authToken")) {
            return "approved as " + worker;
        }
        String request = identity.text("requestId", identity.text("registrationRequestId"));
        if (!request.isEmpty()) {
            return "pending operator approval (request " + request + ")";
        }
        return url.isEmpty() ? noStudio() : "not registered (will auto-register on next launch)";
    }

    private static String noStudio() {
        return "not registered (no studio; connect one with `atelier register --api-base-url URL`)";
    }

    private Fields identity() {
        Path file = context.home().state().resolve("identity.json");
        try {
            return Files.exists(file) ? Fields.of(Json.parse(Files.readString(file))) : Fields.of(null);
        } catch (IOException | IllegalArgumentException e) {
            return Fields.of(null); // status still has much to say, and the process complains for itself
        }
    }

    private void running(LocalApi api, Fields status) throws Failure, IOException {
        Fields config = status.object("config");
        String url = config.text("apiBaseUrl");
        line("config path", status.text("configPath", context.home().etc().toString()));
        line("api_base_url", url.isEmpty() ? NO_STUDIO : url);
        line("registration", registration(status, url));
        line("vram_threshold_gb", config.text("vramThresholdGb"));
        line("models_root", config.text("modelsRoot"));
        line("auto_update", config.text("autoUpdateEnabled"));
        line("update_interval", config.text("autoUpdateIntervalSecs") + "s");
        line("process", "running, pid " + api.endpoints().pid() + ", up " + Units.seconds(uptime()));
        line("version", status.text("version"));
        line("activity", activity(status));
        Fields engines = status.object("engines");
        if (engines.has("serving")) {
            line("engines", engines.text("serving") + " serving, " + engines.text("unavailable", "0") + " unavailable");
        }
        Fields memory = status.object("memory");
        if (memory.has("totalBytes")) {
            long total = memory.number("totalBytes", 0);
            long free = memory.number("freeBytes", 0);
            line(
                    "memory",
                    Units.bytes(total - free) + " of " + Units.bytes(total) + " used (" + memory.text("kind", "memory")
                            + ")");
        }
        line("local API", api.endpoints().url());
        Fields console = api.endpoints().all().object("console");
        if (console.has("url")) {
            line("console", console.text("url"));
        }
    }

    private static String registration(Fields status, String url) {
        Fields registration = status.object("registration");
        return switch (registration.text("state")) {
            case "approved" -> "approved as " + status.text("workerId");
            case "pending" ->
                "pending operator approval (request " + registration.text("requestId") + ")"
                        + (registration.has("fingerprint") ? ", fingerprint " + registration.text("fingerprint") : "");
            case "rejected" ->
                "rejected (" + registration.text("reason") + "); ask again with `atelier register --reset`";
            default -> url.isEmpty() ? noStudio() : "not registered (trying)";
        };
    }

    private static String activity(Fields status) {
        List<Fields> active = status.list("activeJobs");
        if (!active.isEmpty()) {
            Fields job = active.get(0);
            String more = active.size() > 1 ? " (+" + (active.size() - 1) + " more)" : "";
            return "Running " + job.text("kind") + " · " + job.text("model") + more;
        }
        return status.yes("paused") ? "Paused" : status.yes("busy") ? "Busy" : "Idle";
    }

    /** Since it could serve, which is when it wrote the file. */
    private long uptime() throws IOException {
        Path file = context.home().run().resolve("endpoints.json");
        long since = Files.getLastModifiedTime(file).toMillis();
        return Math.max(0, (System.currentTimeMillis() - since) / 1000);
    }

    private void line(String label, String value) {
        context.say(label + ":" + " ".repeat(Math.max(1, 19 - label.length())) + value);
    }
}
