package dev.atelier.engine.manager.internal.verify;

import dev.atelier.engine.manager.api.RefusedOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Version;

/** Decides whether a bundle may come in, and says exactly why not. */
public final class Verifier {
    private final TrustedKeys keys;
    private final Set<String> shipped;
    private final Version engineApi;
    private final Clock clock;

    /**
     * @param shipped hashes of the bundles the installation itself brings
     * @param engineApi the version of the engine API there is
     */
    public Verifier(TrustedKeys keys, Set<String> shipped, Version engineApi, Clock clock) {
        this.keys = keys;
        this.shipped = Set.copyOf(shipped);
        this.engineApi = engineApi;
        this.clock = clock;
    }

    /**
     * @param lastSequence the highest sequence of this engine so far
     */
    public Trust check(Evidence evidence, boolean allowUnsigned, long lastSequence) throws RefusedOperation {
        if (shipped.contains(evidence.sha256())) {
            return Trust.SHIPPED;
        }
        byte[] manifest = evidence.manifest();
        byte[] signature = evidence.signature();
        if (manifest == null && signature == null) {
            if (allowUnsigned) {
                return Trust.UNSIGNED;
            }
            throw untrusted("the bundle is not signed; sign it, or confirm that it may come in unsigned");
        }
        // Half a signature is not "unsigned": somebody meant it to be checked.
        if (manifest == null) {
            throw untrusted("there is a signature but no signed manifest beside it");
        }
        if (signature == null) {
            throw untrusted("there is a manifest but no signature for it");
        }
        SignedManifest told = parse(manifest);
        String keyId = verify(told, manifest, signature);
        matches(told, evidence);
        inForce(told, lastSequence);
        return new Trust(false, true, keyId, told.sequence());
    }

    private static SignedManifest parse(byte[] manifest) throws RefusedOperation {
        try {
            return SignedManifest.parse(manifest);
        } catch (IOException e) {
            throw untrusted("the signed manifest cannot be read");
        }
    }

    private String verify(SignedManifest told, byte[] manifest, byte[] signature) throws RefusedOperation {
        Map<String, PublicKey> trusted = keys.read();
        String named = told.keyId();
        if (named != null && !trusted.containsKey(named)) {
            throw untrusted("it is signed with key " + named + ", which is not trusted here; "
                    + "put that key into etc/trusted-keys if you trust its owner");
        }
        byte[] raw = decode(signature);
        for (Map.Entry<String, PublicKey> key : trusted.entrySet()) {
            if ((named == null || named.equals(key.getKey())) && fits(key.getValue(), manifest, raw)) {
                return key.getKey();
            }
        }
        throw untrusted(
                trusted.isEmpty()
                        ? "no key is trusted here; put one into etc/trusted-keys"
                        : "the signature does not fit the manifest: one of them was changed, "
                                + "or it was made with another key");
    }

    private static byte[] decode(byte[] signature) throws RefusedOperation {
        try {
            return Base64.getDecoder().decode(new String(signature, StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw untrusted("the signature is not base64");
        }
    }

    private static boolean fits(PublicKey key, byte[] manifest, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(manifest);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length throws instead of saying no.
            return false;
        }
    }

    private static void matches(SignedManifest told, Evidence evidence) throws RefusedOperation {
        SignedManifest.Entry entry = told.entryOf(evidence.sha256())
                .orElseThrow(() -> untrusted("the bundle is not the one that was signed: its SHA-256 "
                        + evidence.sha256() + " is not in the signed manifest"));
        if (entry.size() != evidence.size()
                || !entry.bsn().equals(evidence.jar().bsn())
                || !entry.version().equals(evidence.jar().version().toString())) {
            throw untrusted("the signed manifest speaks of " + entry.bsn() + " " + entry.version() + " with "
                    + entry.size() + " bytes, the bundle is "
                    + evidence.jar().bsn() + " " + evidence.jar().version() + " with " + evidence.size());
        }
    }

    private void inForce(SignedManifest told, long lastSequence) throws RefusedOperation {
        Instant expires = told.expires();
        if (expires != null && clock.instant().isAfter(expires)) {
            throw untrusted("the signed manifest expired on " + expires);
        }
        Long sequence = told.sequence();
        if (sequence != null && sequence < lastSequence) {
            throw untrusted("the signed manifest is older (sequence " + sequence + ") than one already let in ("
                    + lastSequence + ")");
        }
        Version needs = told.minApi();
        if (needs != null && needs.compareTo(engineApi) > 0) {
            throw new RefusedOperation(
                    400,
                    "needs_newer_api",
                    "the engine needs engine API " + needs + ", this is " + engineApi + "; update Atelier first");
        }
    }

    private static RefusedOperation untrusted(String why) {
        return new RefusedOperation(403, "untrusted_bundle", why);
    }
}
