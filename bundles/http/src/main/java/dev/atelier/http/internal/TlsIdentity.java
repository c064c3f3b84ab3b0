package dev.atelier.http.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the main listener proves to be: keys and their certificates, in memory only, and checked to be usable. */
final class TlsIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final KeyStore store;
    private final String password;
    private final List<X509Certificate> own;

    private TlsIdentity(KeyStore store, String password, List<X509Certificate> own) {
        this.store = store;
        this.password = password;
        this.own = List.copyOf(own);
    }

    static TlsIdentity of(TlsFiles files) throws TlsProblem {
        TlsIdentity identity = files.keystore() ? ofKeystore(files) : ofPem(files);
        warnOfReaders(files.second());
        if (files.keystore()) {
            warnOfReaders(files.first());
        }
        for (X509Certificate certificate : identity.own) {
            if (certificate.getNotAfter().toInstant().isBefore(Instant.now())) {
                LOG.atWarn()
                        .addKeyValue("file", files.first())
                        .addKeyValue("until", certificate.getNotAfter().toInstant())
                        .log("the certificate of the HTTP listener has expired; clients will refuse it");
            }
        }
        return identity;
    }

    KeyStore store() {
        return store;
    }

    String password() {
        return password;
    }

    /** The certificates a client may be shown, those of their issuers not among them. */
    List<X509Certificate> own() {
        return own;
    }

    private static TlsIdentity ofPem(TlsFiles files) throws TlsProblem {
        List<X509Certificate> chain = Pem.chain(files.first(), files.readFirst());
        PublicKey owner = chain.get(0).getPublicKey();
        PrivateKey key = Pem.key(files.second(), files.readSecond(), owner);
        if (!belongs(key, owner)) {
            throw Pem.mismatch(files.second());
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random); // of a store that never leaves this process
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("atelier", key, password.toCharArray(), chain.toArray(new Certificate[0]));
            return new TlsIdentity(store, password, chain.subList(0, 1));
        } catch (KeyStoreException e) {
            throw new TlsProblem(
                    "tls-certificate-chain",
                    "the certificates in " + files.first() + " do not lead from one to the next",
                    "put the server's own first, then the one that issued it, and so on",
                    e);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsProblem("tls-unusable", "the certificate cannot be kept: " + e.getMessage(), "report this", e);
        }
    }

    private static boolean belongs(PrivateKey key, PublicKey owner) {
        String algorithm = SIGNATURES.get(owner.getAlgorithm());
        if (algorithm == null) {
            return true; // the handshake will tell
        }
        try {
            byte[] something = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(something);
            byte[] signature = signing.sign();
            signing.initVerify(owner);
            signing.update(something);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // such as a key on another curve
        }
    }

    private static TlsIdentity ofKeystore(TlsFiles files) throws TlsProblem {
        byte[] content = files.readFirst();
        String password = new String(files.readSecond(), StandardCharsets.UTF_8).strip();
        KeyStore store = opened(files, content, password);
        List<X509Certificate> own = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    store.getKey(alias, password.toCharArray()); // or the handshake would be the first to fail
                    own.add(certificate);
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new TlsProblem(
                    "tls-keystore-password",
                    "a key in " + files.first() + " has another password than the keystore",
                    "give both the same",
                    e);
        } catch (GeneralSecurityException e) {
            throw malformed(files, e);
        }
        if (own.isEmpty()) {
            throw new TlsProblem(
                    "tls-keystore-empty",
                    files.first() + " holds no private key with a certificate",
                    "import the key, not only its certificate");
        }
        return new TlsIdentity(store, password, own);
    }

    private static KeyStore opened(TlsFiles files, byte[] content, String password) throws TlsProblem {
        @Nullable Exception problem = null;
        for (String type : List.of("PKCS12", "JKS")) {
            try {
                KeyStore store = KeyStore.getInstance(type);
                store.load(new ByteArrayInputStream(content), password.toCharArray());
                return store;
            } catch (IOException | GeneralSecurityException e) {
                if (e.getCause() instanceof UnrecoverableKeyException) {
                    throw new TlsProblem(
                            "tls-keystore-password",
                            "the password in " + files.second() + " does not open " + files.first(),
                            "check " + TlsFiles.PASSWORD_FILE + ": the file holds nothing but the password",
                            e);
                }
                problem = problem == null ? e : problem;
            }
        }
        throw malformed(files, problem);
    }

    private static TlsProblem malformed(TlsFiles files, @Nullable Exception cause) {
        return new TlsProblem(
                "tls-keystore-malformed",
                files.first() + " is no PKCS12 or JKS keystore",
                "check " + TlsFiles.KEYSTORE,
                cause);
    }

    private static void warnOfReaders(Path secret) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(secret);
            if (!Collections.disjoint(permissions, OTHERS)) {
                LOG.atWarn()
                        .addKeyValue("file", secret)
                        .addKeyValue("permissions", PosixFilePermissions.toString(permissions))
                        .log("a secret of the HTTP listener is open to others than its owner; chmod 600 it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.atDebug().addKeyValue("file", secret).setCause(e).log("permissions cannot be read");
        }
    }
}
