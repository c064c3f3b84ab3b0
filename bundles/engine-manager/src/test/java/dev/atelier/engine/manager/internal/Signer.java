package dev.atelier.engine.manager.internal;

import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.internal.store.Digests;
import dev.atelier.engine.tck.fixture.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Signs bundles as their makers do. */
final class Signer {
    private final KeyPair key;

    Signer() throws Exception {
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    void trustedBy(Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("etc/trusted-keys"));
        Files.writeString(
                folder.resolve("maker.pub"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    /** Writes manifest and signature beside the jar. */
    Source sign(Path jar, Spec spec, long sequence) throws Exception {
        String manifest = "{\"format\":1,\"sequence\":" + sequence + ",\"bundles\":[{\"bsn\":\"" + spec.bsn()
                + "\",\"version\":\"" + spec.version() + "\",\"sha256\":\"" + Digests.of(jar) + "\",\"size\":"
                + Files.size(jar) + "}]}";
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(manifest.getBytes(StandardCharsets.UTF_8));
        return new Source(
                jar,
                Files.writeString(jar.resolveSibling(jar.getFileName() + ".manifest.json"), manifest),
                Files.writeString(
                        jar.resolveSibling(jar.getFileName() + ".manifest.sig"),
                        Base64.getEncoder().encodeToString(signature.sign())),
                null,
                "upload");
    }
}
