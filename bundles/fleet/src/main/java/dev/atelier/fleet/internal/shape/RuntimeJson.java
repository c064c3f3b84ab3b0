package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleAvailability;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ConfigBundleSummary;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of what both runtimes and browsers speak of. */
public final class RuntimeJson {
    private RuntimeJson() {}

    public static ProfileSelector profile(Members json) throws BadShape {
        ProfileSelector.Kind kind = json.word("kind", ProfileSelector.Kind.class);
        return new ProfileSelector(kind, kind == ProfileSelector.Kind.RUNTIME_DEFAULT ? null : json.text("value"));
    }

    public static ObjectNode profile(ProfileSelector profile) {
        ObjectNode json = Json.object().put("kind", profile.kind().wire());
        if (profile.value() != null) {
            json.put("value", profile.value());
        }
        return json;
    }

    public static ConfigBundleRef reference(Members json) throws BadShape {
        return new ConfigBundleRef(json.text("id"), json.text("digest"));
    }

    public static ObjectNode reference(ConfigBundleRef reference) {
        return Json.object().put("id", reference.id()).put("digest", reference.digest());
    }

    public static List<CapabilityRequest> capabilities(Members json, String name) throws BadShape {
        List<CapabilityRequest> requests = new ArrayList<>();
        for (Members each : json.list(name)) {
            requests.add(new CapabilityRequest(each.text("name"), each.optionalText("reason")));
        }
        return requests;
    }

    public static ArrayNode capabilities(List<CapabilityRequest> requests) {
        ArrayNode array = Json.array();
        requests.forEach(
                request -> optional(array.addObject().put("name", request.name()), "reason", request.reason()));
        return array;
    }

    public static ObjectNode input(WorkerInput input) {
        return Json.object().put("kind", input.kind().wire()).put("content", input.content());
    }

    public static ConfigBundle bundle(Members json) throws BadShape {
        List<ConfigBundle.Profile> profiles = new ArrayList<>();
        for (Members each : json.list("profiles")) {
            profiles.add(new ConfigBundle.Profile(profile(each.within("selector")), each.optionalText("label")));
        }
        List<ConfigBundle.Declaration> declarations = new ArrayList<>();
        for (Members each : json.list("declarations")) {
            declarations.add(new ConfigBundle.Declaration(
                    each.word("kind", ConfigBundle.Declaration.Kind.class), each.text("name"), each.text("reference")));
        }
        return new ConfigBundle(metadata(json.within("metadata")), profiles, declarations);
    }

    public static ObjectNode bundle(ConfigBundle bundle) {
        ObjectNode json = Json.object();
        json.set("metadata", metadata(bundle.metadata()));
        if (!bundle.profiles().isEmpty()) {
            ArrayNode profiles = json.putArray("profiles");
            bundle.profiles().forEach(each -> {
                ObjectNode profile = profiles.addObject();
                profile.set("selector", profile(each.selector()));
                optional(profile, "label", each.label());
            });
        }
        if (!bundle.declarations().isEmpty()) {
            ArrayNode declarations = json.putArray("declarations");
            bundle.declarations().forEach(each -> declarations
                    .addObject()
                    .put("kind", each.kind().wire())
                    .put("name", each.name())
                    .put("reference", each.reference()));
        }
        return json;
    }

    public static ConfigBundleSummary bundleSummary(Members json) throws BadShape {
        return new ConfigBundleSummary(metadata(json), json.whole("profile_count"), json.whole("declaration_count"));
    }

    public static ObjectNode bundleSummary(ConfigBundleSummary summary) {
        return metadata(summary.metadata())
                .put("digest_algorithm", ConfigBundleSummary.DIGEST_ALGORITHM)
                .put("profile_count", summary.profileCount())
                .put("declaration_count", summary.declarationCount());
    }

    public static ConfigBundleAvailability availability(Members json) throws BadShape {
        return new ConfigBundleAvailability(reference(json.within("reference")), bundleSummary(json.within("summary")));
    }

    public static ObjectNode availability(ConfigBundleAvailability availability) {
        ObjectNode json = Json.object();
        json.set("reference", reference(availability.reference()));
        json.set("summary", bundleSummary(availability.summary()));
        return json;
    }

    private static ConfigBundle.Metadata metadata(Members json) throws BadShape {
        Members provenance = json.within("provenance");
        return new ConfigBundle.Metadata(
                json.text("id"),
                json.text("digest"),
                json.text("revision"),
                json.text("workspace_id"),
                json.text("created_at"),
                new ConfigBundle.Provenance(provenance.text("source"), provenance.optionalText("detail")));
    }

    private static ObjectNode metadata(ConfigBundle.Metadata metadata) {
        ObjectNode json = Json.object()
                .put("id", metadata.id())
                .put("digest", metadata.digest())
                .put("revision", metadata.revision())
                .put("workspace_id", metadata.workspaceId())
                .put("created_at", metadata.createdAt());
        optional(
                json.putObject("provenance").put("source", metadata.provenance().source()),
                "detail",
                metadata.provenance().detail());
        return json;
    }

    private static void optional(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
