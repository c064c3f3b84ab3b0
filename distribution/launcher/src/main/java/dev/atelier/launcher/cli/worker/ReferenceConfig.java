package dev.atelier.launcher.cli.worker;

import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.toml.FlatToml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a reference worker's {@code config.toml} means here.
 *
 * @param settings ours by name, as text
 * @param identity who that worker is; of no worker when the file does not say
 * @param ignored what is not taken, each with the reason
 */
public record ReferenceConfig(Map<String, String> settings, Identity identity, List<String> ignored) {
    private static final Map<String, Class<?>> SETTINGS = types();
    private static final Set<String> REQUIRED = Set.of("api_base_url", "vram_threshold_gb");
    private static final Set<String> IDENTITY =
            Set.of("worker_id", "auth_token", "install_id", "registration_request_id", "registration_secret");
    /** Where that worker's own releases are announced, which are none of ours. */
    private static final String THEIR_RELEASES = "/studio-worker/releases";

    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,512}");
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private static Map<String, Class<?>> types() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        types.put("api_base_url", String.class);
        types.put("vram_threshold_gb", Number.class);
        types.put("start_minimised", Boolean.class);
        types.put("only_when_idle", Boolean.class);
        types.put("auto_update_enabled", Boolean.class);
        types.put("auto_update_interval_secs", Long.class);
        types.put("auto_update_feed", String.class);
        types.put("auto_update_prerelease", Boolean.class);
        types.put("models_root", String.class);
        types.put("ws_reconnect_attempts", Long.class);
        types.put("local_api_port", Long.class);
        return types;
    }

    /** @throws IllegalArgumentException naming the key that is wrong, never its value */
    public static ReferenceConfig of(FlatToml toml, String userHome) {
        for (String key : REQUIRED) {
            if (!toml.values().containsKey(key)) {
                throw new IllegalArgumentException(key + " is missing");
            }
        }
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        for (Map.Entry<String, Object> entry : toml.values().entrySet()) {
            String key = entry.getKey();
            if (SETTINGS.containsKey(key)) {
                setting(key, entry.getValue(), userHome, settings, ignored);
            } else if (!IDENTITY.contains(key)) {
                ignored.add(shown(key) + " (" + reason(key) + ")");
            }
        }
        for (String table : new LinkedHashSet<>(toml.tables())) {
            ignored.add("[" + shown(table) + "] (a table)");
        }
        String studio =
                StudioUrl.parse(String.valueOf(settings.get("api_base_url"))).base();
        return new ReferenceConfig(settings, identity(toml, studio, ignored), ignored);
    }

    private static void setting(
            String key, Object value, String userHome, Map<String, String> settings, List<String> ignored) {
        Class<?> type = SETTINGS.get(key);
        if (type == null || !type.isInstance(value)) {
            throw new IllegalArgumentException(key + " is " + wanted(type));
        }
        String text = Fields.textOf(value);
        if (key.equals("auto_update_feed") && text.endsWith(THEIR_RELEASES)) {
            ignored.add(key + " (it announces releases of that program, not of this one)");
        } else if (key.equals("models_root")) {
            settings.put(key, UserFolder.expand(text, userHome));
        } else {
            settings.put(key, key.equals("api_base_url") ? address(text) : text);
        }
    }

    /** As it was typed; a query, which might be a key to something, means nothing to either worker and stays out. */
    private static String address(String typed) {
        String base = StudioUrl.parse(typed).base();
        return typed.contains("?") || typed.contains("#") ? base : typed.strip();
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == Boolean.class) {
            return "true or false";
        }
        return type == Long.class ? "a whole number" : type == Number.class ? "a number" : "a text in quotes";
    }

    private static String reason(String key) {
        return switch (key) {
            case "bootstrap_token",
                    "engine",
                    "engines",
                    "gradio_endpoint_url",
                    "supported_models_override",
                    "auto_enabled",
                    "label",
                    "auto_start" -> "no longer used";
            case "stream_port" -> "streaming speech is not part of this version";
            case "local_api_token" -> "this host makes its own";
            default -> "not known here";
        };
    }

    private static Identity identity(FlatToml toml, String studio, List<String> ignored) {
        String installId = text(toml, "install_id");
        String worker = text(toml, "worker_id");
        String token = text(toml, "auth_token");
        String request = text(toml, "registration_request_id");
        String secret = text(toml, "registration_secret");
        if (worker.isEmpty() != token.isEmpty()) {
            ignored.add((worker.isEmpty() ? "auth_token" : "worker_id") + " (useless without the other half)");
            worker = "";
            token = "";
        }
        if (secret.isEmpty() && !request.isEmpty()) {
            ignored.add("registration_request_id (useless without its secret)");
            request = "";
        }
        if (!installId.isEmpty() && !UUID_SHAPE.matcher(installId).matches()) {
            throw new IllegalArgumentException("install_id is a UUID");
        }
        if (installId.isEmpty() && !(worker + secret).isEmpty()) {
            installId = UUID.randomUUID().toString();
        }
        return new Identity(installId, installId.isEmpty() ? "" : studio, secret, request, "", worker, token);
    }

    private static String text(FlatToml toml, String key) {
        Object value = toml.values().get(key);
        if (value == null || value.equals("")) {
            return "";
        }
        // these go into headers and addresses
        if (!(value instanceof String text) || !PRINTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException(key + " is a short text in quotes without blanks");
        }
        return text;
    }

    /** A key in quotes may be anything, even a secret in the wrong place. */
    private static String shown(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : "a key in quotes";
    }

    /** Whether the file says anything of an identity. */
    public boolean identified() {
        return !identity.installId().isEmpty();
    }
}
