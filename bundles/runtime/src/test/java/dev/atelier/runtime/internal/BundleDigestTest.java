package dev.atelier.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundle.Declaration;
import dev.atelier.runtime.api.ConfigBundle.Profile;
import dev.atelier.runtime.api.ProfileSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleDigestTest {
    private static final String DAY = "2026-07-01T00:00:00Z";
    private static final ConfigBundle B = new ConfigBundle(
            Bundles.metadata("fleet-bundle-b", "rev-1", "ws-alpha", DAY, "workspace-backend", "profile-sync"),
            List.of(
                    new Profile(ProfileSelector.named("team.reviewer"), null),
                    new Profile(ProfileSelector.builtin("builtin:coder"), "Coder"),
                    new Profile(ProfileSelector.runtimeDefault(), null)),
            List.of(
                    new Declaration(Declaration.Kind.SECRET_REF, "scm", "secret:scm-main"),
                    new Declaration(Declaration.Kind.CAPABILITY_GRANT, "read", "capability:read")));

    @Test
    void isThatOfABundleWithNothingInIt() {
        ConfigBundle bundle = new ConfigBundle(
                Bundles.metadata("fleet-bundle-a", "rev-7", "ws-alpha", DAY, "workspace-backend", null),
                List.of(),
                List.of());

        assertThat(BundleDigest.of(bundle))
                .isEqualTo("ce3203f6f1e5dc71e8b0acd18c81d24cc25a1c0403d889b098c2a8ce0ba9b46c");
    }

    @Test
    void isThatOfProfilesAndDeclarationsInAnyOrder() {
        ConfigBundle turned = new ConfigBundle(
                B.metadata(),
                List.of(B.profiles().get(2), B.profiles().get(0), B.profiles().get(1)),
                List.of(B.declarations().get(1), B.declarations().get(0)));

        assertThat(BundleDigest.of(B)).isEqualTo("7ad202a7388dcb8a802cf99f45470de6cb1ce0c6a2b12f75aa5546eb7af4c5a0");
        assertThat(BundleDigest.of(turned)).isEqualTo(BundleDigest.of(B));
    }

    @Test
    void sortsByBytesAndNotByUtf16() {
        ConfigBundle bundle = new ConfigBundle(
                Bundles.metadata("fleet-bundle-c", "rev-1", "ws-alpha", DAY, "workspace-backend", null),
                List.of(
                        new Profile(ProfileSelector.named("\uD83D\uDE00"), null),
                        new Profile(ProfileSelector.named("\uFF5E"), null)),
                List.of());

        assertThat(BundleDigest.of(bundle))
                .isEqualTo("8fc2c585885fa7247b10ebcc376fc63d975da30f307827c9cf9b52fb608e42a7");
    }

    @Test
    void takesAnAbsentTextForAnEmptyOneAndKeepsWhatStandsThereTwice() {
        ProfileSelector coder = ProfileSelector.builtin("a");
        ConfigBundle.Metadata absent = Bundles.metadata("x", "r", "w", "c", "s", null);
        ConfigBundle.Metadata empty = Bundles.metadata("x", "r", "w", "c", "s", "");
        ConfigBundle once = new ConfigBundle(absent, List.of(new Profile(coder, null)), List.of());
        ConfigBundle same = new ConfigBundle(empty, List.of(new Profile(coder, "")), List.of());
        ConfigBundle twice =
                new ConfigBundle(absent, List.of(new Profile(coder, null), new Profile(coder, null)), List.of());

        assertThat(BundleDigest.of(same)).isEqualTo(BundleDigest.of(once));
        assertThat(BundleDigest.of(twice)).isNotEqualTo(BundleDigest.of(once));
    }
}
