package dev.atelier.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundle.Declaration;
import dev.atelier.runtime.api.ConfigBundle.Declaration.Kind;
import dev.atelier.runtime.api.ConfigBundle.Profile;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleRulesTest {
    private static RuntimeError refusalOf(ConfigBundle bundle) {
        RuntimeRefusal refusal = catchThrowableOfType(RuntimeRefusal.class, () -> BundleRules.check(bundle));
        assertThat(refusal).isNotNull();
        return refusal.error();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "a?b",
                " a",
                "a ",
                "-a",
                "_a",
                ".a",
                ":a",
                "b\u00fccher",
                "a b",
                "my.sockets",
                "x.cache"
            })
    void refusesIdsThatAreNoNames(String id) {
        assertThat(refusalOf(Bundles.of(id))).isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void takesIdsUpToTheirLength() {
        assertThatCode(() -> BundleRules.check(Bundles.of("a".repeat(128)))).doesNotThrowAnyException();
        assertThat(refusalOf(Bundles.of("a".repeat(129)))).isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "/tmp/x",
                "~x",
                " ~x",
                "C:\\x",
                "a\u0000b",
                "a\u007fb",
                "a\u0085b",
                "at /run/here",
                "Socket=1",
                "SESSION_PATH",
                "x.SOCK",
                "a\\sessions\\b",
                "cache_path"
            })
    void refusesRevisionsThatCrossTheBoundary(String revision) {
        assertThat(refusalOf(Bundles.withMetadata(Bundles.metadata("m", revision, "w", "c", "s", null))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void refusesControlCharactersAtTheEdgesWhichCouldForgeALineOfTheDigest() {
        for (String edge : List.of("a\n", "\na", "a\u0085")) {
            assertThat(refusalOf(Bundles.withMetadata(Bundles.metadata("m", "r", "w", "c", "s", edge))))
                    .isEqualTo(RuntimeError.INVALID_REQUEST);
        }
    }

    @Test
    void looksAtNothingButBlankInCreatedAt() {
        assertThatCode(() -> BundleRules.check(
                        Bundles.withMetadata(Bundles.metadata("m", "r", "w", "/any ~text C:\\x .sock", "s", ""))))
                .doesNotThrowAnyException();
        assertThat(refusalOf(Bundles.withMetadata(Bundles.metadata("m", "r", "w", " \u3000", "s", null))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void looksAtTheFormOfADigestThenTheTextsThenTheDigestThenTheRest() {
        ConfigBundle bad = new ConfigBundle(
                Bundles.metadata("m", "r", "w", "c", "s", null),
                List.of(new Profile(ProfileSelector.builtin("/x"), null)),
                List.of(new Declaration(Kind.UNSUPPORTED, "n", "x")));
        String other = "f".repeat(64);

        assertThat(refusalOf(Bundles.withDigest(bad, other.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(refusalOf(Bundles.withDigest(bad, other))).isEqualTo(RuntimeError.CONFIG_BUNDLE_DIGEST_MISMATCH);
        assertThat(refusalOf(Bundles.signed(bad))).isEqualTo(RuntimeError.INVALID_PROFILE_SELECTOR);
        assertThat(refusalOf(Bundles.withDigest(
                        Bundles.withMetadata(Bundles.metadata("m", " ", "w", "c", "s", null)), other)))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void refusesLabelsThatCrossTheBoundaryButTakesEmptyOnes() {
        ConfigBundle.Metadata metadata = Bundles.metadata("m", "r", "w", "c", "s", null);
        ConfigBundle path = Bundles.signed(
                new ConfigBundle(metadata, List.of(new Profile(ProfileSelector.runtimeDefault(), "/x")), List.of()));
        ConfigBundle empty = Bundles.signed(
                new ConfigBundle(metadata, List.of(new Profile(ProfileSelector.runtimeDefault(), "")), List.of()));

        assertThat(refusalOf(path)).isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThatCode(() -> BundleRules.check(empty)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "SECRET_REF|.cache/x|INVALID_REQUEST",
                "SECRET_REF|password=x|INVALID_REQUEST",
                "SECRET_REF|''|INVALID_REQUEST",
                "SECRET_REF| secret:x|INVALID_REQUEST",
                "SECRET_REF|secret:x.SOCK|INVALID_REQUEST",
                "SECRET_REF|secret:a%20|INVALID_REQUEST",
                "SECRET_REF|secret:.yoi|INVALID_REQUEST",
                "SECRET_REF|plain-value|UNSUPPORTED_CONFIG_DECLARATION",
                "SECRET_REF|secret:|UNSUPPORTED_CONFIG_DECLARATION",
                "SECRET_REF|Secret:x|UNSUPPORTED_CONFIG_DECLARATION",
                "MOUNT_GRANT|secret:x|UNSUPPORTED_CONFIG_DECLARATION",
                "UNSUPPORTED|secret:x|UNSUPPORTED_CONFIG_DECLARATION"
            })
    void refusesReferences(Kind kind, String reference, RuntimeError error) {
        assertThat(refusalOf(Bundles.declaring(new Declaration(kind, "n", reference))))
                .isEqualTo(error);
    }

    @Test
    void takesEveryPrefixOfEveryKindAndTellsTheFirstBadDeclaration() {
        Declaration unsupported = new Declaration(Kind.SECRET_REF, "n", "nope");
        Declaration bad = new Declaration(Kind.SECRET_REF, "n", "bad ref");

        assertThatCode(() -> BundleRules.check(Bundles.declaring(
                        new Declaration(Kind.SECRET_REF, "n", "keyring:a@b+c"),
                        new Declaration(Kind.MOUNT_GRANT, "n", "mount-grant:a"),
                        new Declaration(Kind.NETWORK_POLICY, "n", "network:a"),
                        new Declaration(Kind.SHELL_POLICY, "n", "shell-policy:a"),
                        new Declaration(Kind.GIT_POLICY, "n", "git:a"),
                        new Declaration(Kind.CAPABILITY_GRANT, "n", "capability:a:b"))))
                .doesNotThrowAnyException();
        assertThat(refusalOf(Bundles.declaring(unsupported, bad)))
                .isEqualTo(RuntimeError.UNSUPPORTED_CONFIG_DECLARATION);
        assertThat(refusalOf(Bundles.declaring(bad, unsupported))).isEqualTo(RuntimeError.INVALID_REQUEST);
    }
}
