package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code status}: who this host is, and when it runs what it is doing. */
final class StatusCommand {
    private static final int LABEL_WIDTH = 20;

    private final Context context;

    StatusCommand(Context context) {
        this.context = context;
    }

    int run() throws Failure, IOException {
        LocalApi api = context.apiIfRunning();
        Fields status = api == null
                ? new OfflineStatus(context).read()
                : Fields.of(api.read("/daemon/status", "cannot read the status"));
        if (context.json()) {
            context.print(document(api, status));
            return Failure.DONE;
        }
        who(status, api != null);
        if (api == null) {
            line("process", "not running; start it with `atelier up`");
        } else {
            running(api, status);
        }
        return Failure.DONE;
    }

    private static Map<String, Object> document(@Nullable LocalApi api, Fields status) {
        Map<String, Object> document = status.copy();
        document.put("running", api != null);
        document.put("registrationText", RegistrationText.of(status, api != null));
        if (api != null && api.endpoints().all().has("console")) {
            document.put("console", api.endpoints().all().object("console").text("url"));
        }
        return document;
    }

    private void who(Fields status, boolean running) {
        Fields config = status.object("config");
        line("config path", status.text("configPath", context.home().etc().toString()));
        line("api_base_url", config.text("apiBaseUrl", "(none)"));
        line("registration", RegistrationText.of(status, running));
        String fingerprint = status.object("registration").text("fingerprint");
        if (!fingerprint.isEmpty()) {
            line("fingerprint", fingerprint);
        }
        line("vram_threshold_gb", config.text("vramThresholdGb"));
        line("models_root", config.text("modelsRoot"));
        line("auto_update", config.text("autoUpdateEnabled"));
        line("update_interval", config.text("autoUpdateIntervalSecs") + "s");
    }

    private void running(LocalApi api, Fields status) throws IOException {
        line("process", "running, pid " + api.endpoints().pid() + ", up " + Units.seconds(uptime()));
        line("version", status.text("version"));
        line("session", session(status.object("session")));
        if (status.has("heartbeat")) {
            line("heartbeat", heartbeat(status.object("heartbeat")));
        }
        line("activity", activity(status));
        if (status.has("activeJobs") || status.has("localJobs")) {
            int ended =
                    status.list("recentJobs").size() + status.list("localJobs").size();
            line("jobs", status.list("activeJobs").size() + " active, " + ended + " ended");
        }
        Fields engines = status.object("engines");
        if (engines.has("serving")) {
            line("engines", engines.text("serving") + " serving, " + engines.text("unavailable", "0") + " unavailable");
        }
        Fields memory = status.object("memory");
        if (memory.has("totalBytes")) {
            long total = memory.number("totalBytes", 0);
            String used = Units.bytes(total - memory.number("freeBytes", 0)) + " of " + Units.bytes(total) + " used";
            line("memory", used + " (" + memory.text("kind", "memory") + ")");
        }
        line("local API", api.endpoints().url());
        Fields console = api.endpoints().all().object("console");
        if (console.has("url")) {
            line("console", console.text("url"));
        }
    }

    private static String session(Fields session) {
        String state = session.text("state", "stopped").replace('_', ' ');
        if (session.has("attempt")) {
            return state + " (attempt " + session.text("attempt") + ")";
        }
        return session.has("reason") ? state + " (" + session.text("reason") + ")" : state;
    }

    private static String heartbeat(Fields heartbeat) {
        String outcome = heartbeat.text("outcome").equals("ok") ? "ok" : "failed";
        String reason = heartbeat.has("reason") ? " (" + heartbeat.text("reason") + ")" : "";
        String at = heartbeat.has("lastAttemptAt") ? ", last at " + heartbeat.text("lastAttemptAt") : "";
        return outcome + reason + at;
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
        context.say(label + ":" + " ".repeat(Math.max(1, LABEL_WIDTH - 1 - label.length())) + value);
    }
}
