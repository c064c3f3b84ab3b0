package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The worker's settings under the names of the reference worker's API. */
final class DaemonConfig {
    private static final Map<String, String> SETTING_OF = names();

    private final Settings settings;
    private final WorkerSettings worker;

    DaemonConfig(Settings settings, WorkerSettings worker) {
        this.settings = settings;
        this.worker = worker;
    }

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("apiBaseUrl", "api_base_url");
        names.put("vramThresholdGb", "vram_threshold_gb");
        names.put("startMinimised", "start_minimised");
        names.put("onlyWhenIdle", "only_when_idle");
        names.put("autoUpdateEnabled", "auto_update_enabled");
        names.put("autoUpdateIntervalSecs", "auto_update_interval_secs");
        names.put("autoUpdateFeed", "auto_update_feed");
        names.put("autoUpdatePrerelease", "auto_update_prerelease");
        names.put("modelsRoot", "models_root");
        return names;
    }

    ObjectNode document() {
        ObjectNode document = Json.object();
        SETTING_OF.forEach((field, name) -> document.set(field, value(name)));
        return document.put("modelsRoot", worker.modelsRoot().toString());
    }

    private JsonNode value(String name) {
        Setting setting = settings.find(name).orElse(null);
        if (setting == null || setting.value() == null) {
            return Json.object().nullNode();
        }
        return switch (setting.type()) {
            case BOOLEAN -> Json.object().booleanNode(Boolean.parseBoolean(setting.value()));
            case INTEGER -> Json.object().numberNode(Long.parseLong(setting.value()));
            case NUMBER -> Json.object().numberNode(new BigDecimal(setting.value()));
            case STRING -> Json.object().textNode(setting.value());
        };
    }

    /** Sets the members that differ from now; the rest may be there, as in a document that was read, edited and sent. */
    void change(ObjectNode wanted) throws InvalidSetting {
        ObjectNode now = document();
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : SETTING_OF.entrySet()) {
            JsonNode value = wanted.get(field.getKey());
            if (value == null || same(value, now.path(field.getKey()))) {
                continue;
            }
            if (value.isContainerNode()) {
                throw new InvalidSetting(field.getKey(), "invalid_value", field.getKey() + " must be one value");
            }
            if (value.asText().isBlank() && field.getKey().equals("modelsRoot") && !value.isNull()) {
                throw new InvalidSetting(field.getKey(), "invalid_value", "modelsRoot must not be empty");
            }
            values.put(field.getValue(), value.isNull() ? Optional.empty() : Optional.of(value.asText()));
        }
        try {
            settings.set(values);
        } catch (InvalidSetting e) {
            throw underItsField(e);
        }
    }

    private static boolean same(JsonNode wanted, JsonNode now) {
        if (wanted.isNumber() && now.isNumber()) {
            return wanted.decimalValue().compareTo(now.decimalValue()) == 0;
        }
        return wanted.equals(now);
    }

    private static InvalidSetting underItsField(InvalidSetting e) {
        String message = String.valueOf(e.getMessage());
        for (Map.Entry<String, String> field : SETTING_OF.entrySet()) {
            if (field.getValue().equals(e.setting())) {
                return new InvalidSetting(field.getKey(), e.code(), message.replace(e.setting(), field.getKey()));
            }
        }
        return e;
    }
}
