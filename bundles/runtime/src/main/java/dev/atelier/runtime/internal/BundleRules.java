package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundle.Declaration;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import java.util.List;
import java.util.Map;

/** What a config bundle must be like. The order of the checks is part of the contract: the first that fails is told. */
final class BundleRules {
    private static final int MAX_ID_BYTES = 128;
    private static final List<String> NOWHERE =
            List.of(".cache", ".yoi", ".sock", "socket=", "session_path", "cache_path");
    private static final Map<Declaration.Kind, List<String>> PREFIXES = Map.of(
            Declaration.Kind.SECRET_REF, List.of("secret:", "secret-ref:", "vault:", "keyring:"),
            Declaration.Kind.MOUNT_GRANT, List.of("mount:", "mount-grant:"),
            Declaration.Kind.NETWORK_POLICY, List.of("network:", "network-policy:"),
            Declaration.Kind.SHELL_POLICY, List.of("shell:", "shell-policy:"),
            Declaration.Kind.GIT_POLICY, List.of("git:", "git-policy:"),
            Declaration.Kind.CAPABILITY_GRANT, List.of("capability:", "capability-grant:"));

    private BundleRules() {}

    static void check(ConfigBundle bundle) {
        ConfigBundle.Metadata metadata = bundle.metadata();
        check(bundle.reference());
        require(!Texts.isBlank(metadata.revision()), "revision is blank");
        require(!Texts.isBlank(metadata.workspaceId()), "workspace_id is blank");
        require(!Texts.isBlank(metadata.createdAt()), "created_at is blank");
        require(!Texts.isBlank(metadata.provenance().source()), "provenance.source is blank");
        boundary(metadata.id(), "id");
        boundary(metadata.revision(), "revision");
        boundary(metadata.workspaceId(), "workspace_id");
        boundary(metadata.provenance().source(), "provenance.source");
        String detail = metadata.provenance().detail();
        if (detail != null) {
            boundary(detail, "provenance.detail");
        }
        if (!BundleDigest.of(bundle).equals(metadata.digest())) {
            throw new RuntimeRefusal(
                    RuntimeError.CONFIG_BUNDLE_DIGEST_MISMATCH,
                    "the digest of config bundle " + metadata.id() + " is not that of its content");
        }
        bundle.profiles().forEach(BundleRules::selector);
        bundle.profiles().forEach(BundleRules::label);
        bundle.declarations().forEach(BundleRules::declaration);
    }

    /** The form of a reference; whether the bundle is there is another question. */
    static void check(ConfigBundleRef reference) {
        String id = reference.id();
        require(!Texts.isBlank(id), "the id of the config bundle is blank");
        require(Texts.bytes(id).length <= MAX_ID_BYTES, "the id of the config bundle is too long");
        require(
                Texts.isAsciiAlphanumeric(id.charAt(0))
                        && id.chars().allMatch(c -> Texts.isAsciiAlphanumeric((char) c) || "-_.:".indexOf(c) >= 0),
                "the id of the config bundle may hold letters, digits and - _ . : and begins with one of the first two");
        require(reference.digest().matches("[0-9a-f]{64}"), "the digest of the config bundle is not 64 of 0-9 and a-f");
    }

    private static void selector(ConfigBundle.Profile profile) {
        String value = profile.selector().value();
        if (value != null && (Texts.isBlank(value) || !Boundary.allows(value))) {
            throw new RuntimeRefusal(
                    RuntimeError.INVALID_PROFILE_SELECTOR, "a profile selector of the config bundle cannot be used");
        }
    }

    private static void label(ConfigBundle.Profile profile) {
        if (profile.label() != null) {
            boundary(profile.label(), "the label of a profile");
        }
    }

    private static void declaration(Declaration declaration) {
        require(!Texts.isBlank(declaration.name()), "the name of a declaration is blank");
        boundary(declaration.name(), "the name of a declaration");
        List<String> prefixes = PREFIXES.get(declaration.kind());
        if (prefixes == null) {
            throw unsupported();
        }
        String reference = declaration.reference();
        require(!Texts.isBlank(reference), "the reference of a declaration is blank");
        boundary(reference, "the reference of a declaration");
        require(
                reference.chars().allMatch(c -> Texts.isAsciiAlphanumeric((char) c) || ":-_.@+".indexOf(c) >= 0),
                "the reference of a declaration may hold letters, digits and : - _ . @ +");
        String lower = Texts.asciiLower(reference);
        require(NOWHERE.stream().noneMatch(lower::contains), "the reference of a declaration points into a host");
        if (prefixes.stream()
                .noneMatch(prefix -> reference.startsWith(prefix) && reference.length() > prefix.length())) {
            throw unsupported();
        }
    }

    private static RuntimeRefusal unsupported() {
        return new RuntimeRefusal(
                RuntimeError.UNSUPPORTED_CONFIG_DECLARATION, "a declaration of the config bundle is not supported");
    }

    private static void boundary(String text, String what) {
        require(Boundary.allows(text), what + " may hold no path, no control character and at most 2048 bytes");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new RuntimeRefusal(RuntimeError.INVALID_REQUEST, otherwise);
        }
    }
}
