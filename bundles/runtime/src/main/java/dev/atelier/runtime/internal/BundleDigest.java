package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ProfileSelector;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SHA-256 over what a bundle says, whatever the order it says it in. */
final class BundleDigest {
    private static final String NUL = "\0";

    private BundleDigest() {}

    static String of(ConfigBundle bundle) {
        List<byte[]> lines = new ArrayList<>();
        lines(bundle).forEach(line -> lines.add(Texts.bytes(line)));
        lines.sort(Arrays::compareUnsigned);
        MessageDigest sha = sha256();
        for (byte[] line : lines) {
            sha.update(line);
            sha.update((byte) '\n');
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static List<String> lines(ConfigBundle bundle) {
        ConfigBundle.Metadata metadata = bundle.metadata();
        List<String> lines = new ArrayList<>();
        lines.add("id" + NUL + metadata.id());
        lines.add("revision" + NUL + metadata.revision());
        lines.add("workspace_id" + NUL + metadata.workspaceId());
        lines.add("created_at" + NUL + metadata.createdAt());
        lines.add("provenance.source" + NUL + metadata.provenance().source());
        lines.add("provenance.detail" + NUL + orEmpty(metadata.provenance().detail()));
        for (ConfigBundle.Profile profile : bundle.profiles()) {
            lines.add("profile" + NUL + key(profile.selector()) + NUL + orEmpty(profile.label()));
        }
        for (ConfigBundle.Declaration each : bundle.declarations()) {
            lines.add("declaration" + NUL + each.kind().wire() + NUL + each.name() + NUL + each.reference());
        }
        return lines;
    }

    private static String key(ProfileSelector selector) {
        String kind = selector.kind().wire();
        return selector.value() == null ? kind : kind + NUL + selector.value();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
