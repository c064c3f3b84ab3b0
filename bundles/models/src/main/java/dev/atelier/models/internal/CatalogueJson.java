package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.models.api.ModelJson;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Catalogues as they stand in {@code models.json}. */
final class CatalogueJson {
    private CatalogueJson() {}

    static Catalogue catalogue(JsonNode json) throws MalformedJson {
        List<ModelEntry> models = new ArrayList<>();
        for (JsonNode entry : list(json, "models")) {
            models.add(ModelJson.entry(entry));
        }
        Set<String> dismissed = new LinkedHashSet<>();
        for (JsonNode id : list(json, "dismissedSeeds")) {
            dismissed.add(id.asText());
        }
        return new Catalogue(models, dismissed);
    }

    static ObjectNode write(Catalogue catalogue) {
        ObjectNode json = Json.object();
        var models = json.putArray("models");
        catalogue.models().forEach(entry -> models.add(ModelJson.write(entry)));
        var dismissed = json.putArray("dismissedSeeds");
        catalogue.dismissedSeeds().forEach(dismissed::add);
        return json;
    }

    private static JsonNode list(JsonNode json, String field) throws MalformedJson {
        JsonNode list = json.path(field);
        if (!json.isObject() || !(list.isArray() || list.isMissingNode() || list.isNull())) {
            throw new MalformedJson(field, "is not a list");
        }
        return list;
    }
}
