package dev.atelier.runtime.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Declarations a backend syncs: selectors, references, grants and policies, never values. */
public record ConfigBundle(Metadata metadata, List<Profile> profiles, List<Declaration> declarations) {
    public ConfigBundle {
        Objects.requireNonNull(metadata, "metadata");
        profiles = List.copyOf(profiles);
        declarations = List.copyOf(declarations);
    }

    /** What a bundle says of itself. */
    public record Metadata(
            String id, String digest, String revision, String workspaceId, String createdAt, Provenance provenance) {}

    /** Where it comes from. */
    public record Provenance(String source, @Nullable String detail) {}

    /** A profile Workers may be made from. */
    public record Profile(
            ProfileSelector selector, @Nullable String label) {}

    /** Something that is granted, by reference. */
    public record Declaration(Kind kind, String name, String reference) {
        /** What it grants. */
        public enum Kind implements Wire {
            SECRET_REF,
            MOUNT_GRANT,
            NETWORK_POLICY,
            SHELL_POLICY,
            GIT_POLICY,
            CAPABILITY_GRANT,
            /** Can be read, is always refused. */
            UNSUPPORTED
        }
    }

    public ConfigBundleRef reference() {
        return new ConfigBundleRef(metadata.id(), metadata.digest());
    }

    public ConfigBundleSummary summary() {
        return new ConfigBundleSummary(metadata, profiles.size(), declarations.size());
    }
}
