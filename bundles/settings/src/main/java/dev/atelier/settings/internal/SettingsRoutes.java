package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /settings}: all of them, with where each value comes from. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class SettingsRoutes implements Routes {
    private final Settings settings;

    @Activate
    public SettingsRoutes(@Reference(name = "settings") Settings settings) {
        this.settings = settings;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/settings", this::list).put("/settings", this::change);
    }

    private void list(Exchange exchange) throws IOException {
        exchange.json(200, document());
    }

    private void change(Exchange exchange) throws IOException {
        if (!(exchange.json() instanceof ObjectNode wanted)) {
            throw HttpError.json(400, "bad_request", "send one JSON object of settings and their values");
        }
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            if (member.getValue().isContainerNode()) {
                throw refused(new InvalidSetting(
                        member.getKey(), "invalid_value", member.getKey() + " must be one value, or null"));
            }
            values.put(
                    member.getKey(),
                    member.getValue().isNull()
                            ? Optional.empty()
                            : Optional.of(member.getValue().asText()));
        }
        try {
            settings.set(values);
        } catch (InvalidSetting e) {
            throw refused(e);
        }
        exchange.json(200, document());
    }

    private static HttpError refused(InvalidSetting e) {
        int status = e.code().equals("not_saved") ? 500 : 400;
        return HttpError.json(
                status, e.code(), String.valueOf(e.getMessage()), Json.object().put("setting", e.setting()));
    }

    private ObjectNode document() {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("settings");
        settings.all().forEach(setting -> list.add(row(setting)));
        return document;
    }

    private static ObjectNode row(Setting setting) {
        ObjectNode row = Json.object()
                .put("name", setting.name())
                .put("pid", setting.pid())
                .put("group", setting.group())
                .put("title", setting.title())
                .put("description", setting.description())
                .put("type", setting.type().name().toLowerCase(Locale.ROOT))
                .put("value", setting.value())
                .put("default", setting.defaultValue())
                .put("origin", setting.origin().name().toLowerCase(Locale.ROOT));
        putIfThere(row, "originDetail", setting.originDetail());
        ArrayNode options = row.putArray("options");
        setting.options().forEach(options::add);
        putIfThere(row, "min", setting.min());
        putIfThere(row, "max", setting.max());
        return row.put("secret", setting.secret());
    }

    private static void putIfThere(ObjectNode row, String name, @Nullable String value) {
        if (value != null) {
            row.put(name, value);
        }
    }
}
