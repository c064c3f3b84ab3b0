package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Config bundles as JSON. */
public final class BundleJson {
    private BundleJson() {}

    public static ObjectNode write(ConfigBundleRef reference) {
        return RuntimeJson.object().put("id", reference.id()).put("digest", reference.digest());
    }

    public static ConfigBundleRef reference(JsonNode node) throws MalformedRuntimeJson {
        return reference(Members.of(node, "config_bundle"));
    }

    static ConfigBundleRef reference(Members members) throws MalformedRuntimeJson {
        return new ConfigBundleRef(members.text("id"), members.text("digest"));
    }

    public static ObjectNode write(ConfigBundle bundle) {
        ObjectNode node = RuntimeJson.object();
        ConfigBundle.Metadata metadata = bundle.metadata();
        ObjectNode head = node.putObject("metadata");
        head.put("id", metadata.id()).put("digest", metadata.digest());
        putTexts(head, metadata);
        putProfiles(node, bundle.profiles());
        if (!bundle.declarations().isEmpty()) {
            ArrayNode list = node.putArray("declarations");
            bundle.declarations().forEach(each -> list.addObject()
                    .put("kind", each.kind().wire())
                    .put("name", each.name())
                    .put("reference", each.reference()));
        }
        return node;
    }

    private static void putProfiles(ObjectNode node, List<ConfigBundle.Profile> profiles) {
        if (!profiles.isEmpty()) {
            ArrayNode list = node.putArray("profiles");
            for (ConfigBundle.Profile profile : profiles) {
                ObjectNode item = list.addObject();
                item.set("selector", WorkerJson.write(profile.selector()));
                WorkerJson.putMaybe(item, "label", profile.label());
            }
        }
    }

    private static void putTexts(ObjectNode node, ConfigBundle.Metadata metadata) {
        node.put("revision", metadata.revision());
        node.put("workspace_id", metadata.workspaceId());
        node.put("created_at", metadata.createdAt());
        ObjectNode provenance = node.putObject("provenance");
        provenance.put("source", metadata.provenance().source());
        WorkerJson.putMaybe(provenance, "detail", metadata.provenance().detail());
    }

    public static ConfigBundle bundle(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "bundle");
        return new ConfigBundle(
                metadata(members.object("metadata")),
                members.list("profiles", BundleJson::profile),
                members.list("declarations", BundleJson::declaration));
    }

    private static ConfigBundle.Metadata metadata(Members members) throws MalformedRuntimeJson {
        Members provenance = members.object("provenance");
        return new ConfigBundle.Metadata(
                members.text("id"),
                members.text("digest"),
                members.text("revision"),
                members.text("workspace_id"),
                members.text("created_at"),
                new ConfigBundle.Provenance(provenance.text("source"), provenance.maybeText("detail")));
    }

    private static ConfigBundle.Profile profile(Members members) throws MalformedRuntimeJson {
        return new ConfigBundle.Profile(WorkerJson.profile(members.object("selector")), members.maybeText("label"));
    }

    private static ConfigBundle.Declaration declaration(Members members) throws MalformedRuntimeJson {
        return new ConfigBundle.Declaration(
                members.word("kind", ConfigBundle.Declaration.Kind.class),
                members.text("name"),
                members.text("reference"));
    }

    public static ObjectNode write(ConfigBundleSummary summary) {
        ConfigBundle.Metadata metadata = summary.metadata();
        ObjectNode node = RuntimeJson.object();
        node.put("id", metadata.id()).put("digest", metadata.digest());
        node.put("digest_algorithm", ConfigBundleSummary.DIGEST_ALGORITHM);
        putTexts(node, metadata);
        return node.put("profile_count", summary.profileCount()).put("declaration_count", summary.declarationCount());
    }

    public static ConfigBundleSummary summary(JsonNode node) throws MalformedRuntimeJson {
        return summary(Members.of(node, "bundle"));
    }

    private static ConfigBundleSummary summary(Members members) throws MalformedRuntimeJson {
        return new ConfigBundleSummary(
                metadata(members), members.number("profile_count"), members.number("declaration_count"));
    }

    public static ObjectNode write(ConfigBundleAvailability availability) {
        ObjectNode node = RuntimeJson.object();
        node.set("reference", write(availability.reference()));
        node.set("summary", write(availability.summary()));
        return node;
    }

    public static ConfigBundleAvailability availability(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "availability");
        return new ConfigBundleAvailability(reference(members.object("reference")), summary(members.object("summary")));
    }
}
