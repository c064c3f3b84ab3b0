package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.worker.Identity;
import dev.atelier.launcher.cli.worker.StudioUrl;
import dev.atelier.launcher.cli.worker.UserFolder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What files say of a host, in the shape in which a running process tells it. */
final class OfflineStatus {
    private final Context context;
    private final OfflineSettings settings;

    OfflineStatus(Context context) throws Failure {
        this.context = context;
        this.settings = OfflineSettings.of(context);
    }

    Fields read() throws Failure {
        Map<String, Object> config = new LinkedHashMap<>();
        String url = settings.value("api_base_url");
        config.put("apiBaseUrl", url);
        config.put("vramThresholdGb", settings.typed("vram_threshold_gb"));
        config.put("modelsRoot", UserFolder.expand(settings.value("models_root")));
        config.put("autoUpdateEnabled", settings.typed("auto_update_enabled"));
        config.put("autoUpdateIntervalSecs", settings.typed("auto_update_interval_secs"));

        Identity identity = identityAt(url);
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("configPath", context.home().etc().toString());
        status.put("registered", identity.approved());
        if (identity.approved()) {
            status.put("workerId", identity.workerId());
        }
        status.put("registration", registration(identity));
        status.put("config", config);
        return Fields.of(status);
    }

    /** Another studio's identity says nothing at this one. */
    private Identity identityAt(String url) {
        Identity identity = Identity.read(context.home().state());
        try {
            return identity.belongsTo(StudioUrl.parse(url)) ? identity : Identity.NONE;
        } catch (IllegalArgumentException e) {
            return Identity.NONE;
        }
    }

    private static Map<String, Object> registration(Identity identity) {
        Map<String, Object> registration = new LinkedHashMap<>();
        if (identity.pending()) {
            registration.put("state", "pending");
            registration.put("requestId", identity.requestId());
            if (!identity.since().isEmpty()) {
                registration.put("since", identity.since());
            }
            registration.put("fingerprint", identity.fingerprint());
        } else {
            registration.put("state", identity.approved() ? "approved" : "pristine");
        }
        return registration;
    }
}
