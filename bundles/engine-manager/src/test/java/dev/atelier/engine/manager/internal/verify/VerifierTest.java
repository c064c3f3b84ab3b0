package dev.atelier.engine.manager.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.manager.api.RefusedOperation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class VerifierTest {
    private static final String SHA = "ab".repeat(32);
    private static final EngineJar JAR = new EngineJar("paint", "x.paint", new Version(1, 0, 0), false, false, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path etc;

    @SuppressWarnings("NullAway.Init") // made before each test
    private KeyPair key;

    @SuppressWarnings("NullAway.Init")
    private Verifier verifier;

    @BeforeEach
    void keys() throws Exception {
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        trust(key);
        verifier = new Verifier(
                new TrustedKeys(etc),
                Set.of("cd".repeat(32)),
                new Version(1, 0, 0),
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    private void trust(KeyPair pair) throws Exception {
        String pem = "# a comment\n-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Files.createDirectories(etc.resolve("trusted-keys"));
        Files.writeString(etc.resolve("trusted-keys/a.pub"), pem);
    }

    private String manifest(String sha, String more) {
        return "{\"format\":1,\"bundles\":[{\"bsn\":\"x.paint\",\"version\":\"1.0.0\",\"sha256\":\"" + sha
                + "\",\"size\":10}],\"keyId\":\"" + TrustedKeys.idOf(key.getPublic()) + "\"" + more + "}";
    }

    private static byte[] sign(KeyPair pair, String text) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return (Base64.getEncoder().encodeToString(signature.sign()) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String check(String sha, @Nullable String manifest, byte @Nullable [] signature, boolean unsigned) {
        return check(sha, manifest, signature, unsigned, 5);
    }

    private String check(
            String sha, @Nullable String manifest, byte @Nullable [] signature, boolean unsigned, long sequence) {
        byte[] bytes = manifest == null ? null : manifest.getBytes(StandardCharsets.UTF_8);
        try {
            return verifier.check(new Evidence(JAR, sha, 10, bytes, signature), unsigned, sequence)
                    .inWords();
        } catch (RefusedOperation e) {
            return e.status() + " " + e.code() + ": " + e.getMessage();
        }
    }

    @Test
    void letsInWhatATrustedKeySigned() throws Exception {
        String text = manifest(SHA, ",\"sequence\":5,\"expires\":\"2027-01-01T00:00:00Z\",\"minApi\":\"1.0.0\"");

        assertThat(check(SHA, text, sign(key, text), false))
                .isEqualTo("signed by key " + TrustedKeys.idOf(key.getPublic()));
    }

    @Test
    void letsInUnsignedOnesOnlyOnRequestAndShippedOnesAlways() {
        assertThat(check(SHA, null, null, false)).startsWith("403 untrusted_bundle: the bundle is not signed");
        assertThat(check(SHA, null, null, true)).isEqualTo("unsigned, let in on request");
        assertThat(check("cd".repeat(32), null, null, false)).isEqualTo("shipped with the installation");
    }

    @Test
    void refusesAWrongSignatureEvenWhenUnsignedIsAllowed() throws Exception {
        String text = manifest(SHA, "");
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThat(check(SHA, text, sign(other, text), true)).contains("the signature does not fit");
        assertThat(check(SHA, text + " ", sign(key, text), true)).contains("the signature does not fit");
        assertThat(check(SHA, text, "AAAA".getBytes(StandardCharsets.US_ASCII), true))
                .contains("the signature does not fit");
        assertThat(check(SHA, text, "?!".getBytes(StandardCharsets.US_ASCII), true))
                .contains("not base64");
        assertThat(check(SHA, text, null, true)).contains("no signature for it");
        assertThat(check(SHA, null, sign(key, text), true)).contains("no signed manifest");
    }

    @Test
    void namesAKeyThatIsNotTrusted() throws Exception {
        String text = manifest(SHA, "");
        String id = TrustedKeys.idOf(key.getPublic());
        byte[] signature = sign(key, text);
        trust(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());

        assertThat(check(SHA, text, signature, true)).contains("it is signed with key " + id);
    }

    @Test
    void refusesOtherBytesThanTheSignedOnes() throws Exception {
        String text = manifest("ef".repeat(32), "");

        assertThat(check(SHA, text, sign(key, text), true)).contains("not the one that was signed");
    }

    @Test
    void refusesExpiredOlderAndTooNewOnes() throws Exception {
        String expired = manifest(SHA, ",\"expires\":\"2025-01-01T00:00:00Z\"");
        String older = manifest(SHA, ",\"sequence\":4");
        String newer = manifest(SHA, ",\"minApi\":\"2.0.0\"");

        assertThat(check(SHA, expired, sign(key, expired), true)).contains("expired on 2025-01-01");
        assertThat(check(SHA, older, sign(key, older), true)).contains("sequence 4");
        assertThat(check(SHA, newer, sign(key, newer), true)).startsWith("400 needs_newer_api");
    }

    @Test
    void readsHeadersOutsideOfQuotes() {
        assertThat(Clause.parse("a;x=\"1,2;3\";y:Long=4;z:=\"q\", b"))
                .extracting(Clause::name)
                .containsExactly("a", "b");
        assertThat(Clause.parse("a;x=\"1,2;3\";y:Long=4;z:=\"q\"").get(0).attributes())
                .containsEntry("x", "1,2;3")
                .containsEntry("y", "4");
    }
}
