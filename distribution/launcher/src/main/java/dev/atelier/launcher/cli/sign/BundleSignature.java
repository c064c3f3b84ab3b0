package dev.atelier.launcher.cli.sign;

import dev.atelier.launcher.cli.OwnerFiles;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The two files beside a bundle: a manifest that says which bytes are meant, and the signature over that manifest. */
public final class BundleSignature {
    private static final String ENGINE_API = "1.0.0";

    private BundleSignature() {}

    /** The bundle is not what was signed, or nobody we know has signed it. */
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    public static Path manifestOf(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".manifest.json");
    }

    public static Path signatureOf(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".manifest.sig");
    }

    public static void sign(Path jar, PrivateKey key, String keyId, long sequence, @Nullable Instant expires)
            throws IOException, GeneralSecurityException {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("format", 1L);
        manifest.put("bundles", List.of(described(jar)));
        manifest.put("minApi", ENGINE_API);
        manifest.put("sequence", sequence);
        if (expires != null) {
            manifest.put("expires", expires.toString());
        }
        manifest.put("keyId", keyId);
        String text = Json.pretty(manifest) + "\n";

        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        // both are as public as the bundle, yet half a file would read as a forgery
        OwnerFiles.writePublic(manifestOf(jar), text);
        OwnerFiles.writePublic(signatureOf(jar), Base64.getEncoder().encodeToString(signature.sign()) + "\n");
    }

    /** What was signed. */
    public static Fields verify(Path jar, PublicKey key, Instant now)
            throws IOException, GeneralSecurityException, Invalid {
        byte[] bytes = read(manifestOf(jar));
        String text = new String(read(signatureOf(jar)), StandardCharsets.US_ASCII);
        if (!fits(key, bytes, text)) {
            throw new Invalid("the signature does not belong to this manifest and key");
        }
        Fields manifest = parsed(bytes);
        if (manifest.has("keyId") && !manifest.text("keyId").equals(EngineKeys.idOf(key))) {
            throw new Invalid(
                    "the manifest names key " + manifest.text("keyId") + ", this one is " + EngineKeys.idOf(key));
        }
        if (manifest.has("expires") && now.isAfter(Instant.parse(manifest.text("expires")))) {
            throw new Invalid("the signature expired at " + manifest.text("expires"));
        }
        Fields actual = Fields.of(described(jar));
        for (Fields signed : manifest.list("bundles")) {
            if (signed.text("sha256").equalsIgnoreCase(actual.text("sha256"))) {
                for (String member : new String[] {"bsn", "version", "size"}) {
                    if (!signed.text(member).equals(actual.text(member))) {
                        throw new Invalid("the manifest says " + member + " " + signed.text(member) + ", the bundle "
                                + actual.text(member));
                    }
                }
                return manifest;
            }
        }
        throw new Invalid("the bundle is not the one that was signed: its SHA-256 is " + actual.text("sha256"));
    }

    private static boolean fits(PublicKey key, byte[] manifest, String signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(manifest);
        try {
            return check.verify(Base64.getDecoder().decode(signature.strip()));
        } catch (SignatureException | IllegalArgumentException e) {
            return false; // not even the shape of one
        }
    }

    private static Fields parsed(byte[] manifest) throws Invalid {
        try {
            return Fields.of(Json.parse(new String(manifest, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw (Invalid) new Invalid("the manifest is no JSON").initCause(e);
        }
    }

    private static byte[] read(Path file) throws IOException, Invalid {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw (Invalid) new Invalid("it is not signed: there is no " + file.getFileName()).initCause(e);
        }
    }

    private static Map<String, Object> described(Path jar) throws IOException, GeneralSecurityException {
        Map<String, Object> bundle = new LinkedHashMap<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String name = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            if (manifest == null || name == null) {
                throw new IOException(jar + " is no bundle: it has no Bundle-SymbolicName");
            }
            String version = manifest.getMainAttributes().getValue("Bundle-Version");
            int directives = name.indexOf(';');
            bundle.put("bsn", (directives < 0 ? name : name.substring(0, directives)).strip());
            bundle.put("version", version(version == null ? "0" : version.strip()));
        }
        bundle.put("sha256", sha256(jar));
        bundle.put("size", Files.size(jar));
        return bundle;
    }

    /** As OSGi writes it: {@code 1} and {@code 1.0} are {@code 1.0.0}. */
    private static String version(String written) {
        int dots = 0;
        for (int i = 0; i < written.length(); i++) {
            dots += written.charAt(i) == '.' ? 1 : 0;
        }
        return dots >= 2 ? written : written + ".0".repeat(2 - dots);
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[65_536];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return EngineKeys.hex(digest.digest());
    }
}
