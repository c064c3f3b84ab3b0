package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundle.Declaration;
import dev.atelier.runtime.api.ConfigBundle.Metadata;
import dev.atelier.runtime.api.ConfigBundle.Profile;
import dev.atelier.runtime.api.ConfigBundle.Provenance;
import dev.atelier.runtime.api.ProfileSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Config bundles of tests. */
final class Bundles {
    private Bundles() {}

    static ConfigBundle of(String id, ProfileSelector... selectors) {
        List<Profile> profiles = List.of(selectors).stream()
                .map(selector -> new Profile(selector, null))
                .toList();
        return signed(new ConfigBundle(metadata(id, "rev-1", "w", "now", "backend", null), profiles, List.of()));
    }

    static ConfigBundle declaring(Declaration... declarations) {
        return signed(new ConfigBundle(
                metadata("decl", "rev-1", "w", "now", "backend", null), List.of(), List.of(declarations)));
    }

    static Metadata metadata(
            String id, String revision, String workspace, String created, String source, @Nullable String detail) {
        return new Metadata(id, "0".repeat(64), revision, workspace, created, new Provenance(source, detail));
    }

    /** With the digest of what it says. */
    static ConfigBundle signed(ConfigBundle bundle) {
        return withDigest(bundle, BundleDigest.of(bundle));
    }

    static ConfigBundle withDigest(ConfigBundle bundle, String digest) {
        Metadata m = bundle.metadata();
        return new ConfigBundle(
                new Metadata(m.id(), digest, m.revision(), m.workspaceId(), m.createdAt(), m.provenance()),
                bundle.profiles(),
                bundle.declarations());
    }

    static ConfigBundle withMetadata(Metadata metadata) {
        return signed(new ConfigBundle(metadata, List.of(), List.of()));
    }
}
