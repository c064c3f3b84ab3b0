package dev.atelier.http.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text, the form that certbot, cert-manager and openssl write. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    /** In the key algorithms' version 0 of PKCS#8. */
    private static final byte[] VERSION = {2, 1, 0};

    private static final String PLAIN =
            "write it unencrypted as PKCS#8: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";

    private Pem() {}

    private record Block(String label, String text) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(text);
        }
    }

    private static List<Block> blocks(byte[] file) {
        List<Block> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            found.add(new Block(block.group(1), block.group(2)));
        }
        return found;
    }

    /** The server's own first, then those that lead to its root. */
    static List<X509Certificate> chain(Path file, byte[] content) throws TlsProblem {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(content)) {
                if (block.label().equals("CERTIFICATE")
                        && factory.generateCertificate(new ByteArrayInputStream(block.bytes()))
                                instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new TlsProblem(
                    "tls-certificate-malformed",
                    file + " holds a certificate that cannot be read",
                    "set " + TlsFiles.CERT + " to the certificate chain in PEM form",
                    e);
        }
        if (chain.isEmpty()) {
            throw new TlsProblem(
                    "tls-certificate-malformed",
                    file + " holds no PEM certificate",
                    "set " + TlsFiles.CERT + " to the certificate chain in PEM form");
        }
        return chain;
    }

    /** @param owner of whose certificate it must be the key; of its kind it is expected to be */
    static PrivateKey key(Path file, byte[] content, PublicKey owner) throws TlsProblem {
        for (Block block : blocks(content)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                if (block.label().startsWith("ENCRYPTED") || block.text().contains("ENCRYPTED")) {
                    throw new TlsProblem("tls-key-encrypted", "the key in " + file + " is encrypted", PLAIN);
                }
                return key(file, block, owner);
            }
        }
        throw new TlsProblem(
                "tls-key-malformed",
                file + " holds no PEM private key",
                "set " + TlsFiles.KEY + " to the key that belongs to the certificate");
    }

    private static PrivateKey key(Path file, Block block, PublicKey owner) throws TlsProblem {
        byte[] pkcs8;
        try {
            byte[] bytes = block.bytes();
            switch (block.label()) {
                case "PRIVATE KEY" -> pkcs8 = bytes;
                case "RSA PRIVATE KEY" -> pkcs8 = owner.getAlgorithm().equals("RSA") ? wrapped(bytes, owner) : bytes;
                case "EC PRIVATE KEY" -> pkcs8 = owner.getAlgorithm().equals("EC") ? wrapped(bytes, owner) : bytes;
                default ->
                    throw new TlsProblem(
                            "tls-key-malformed",
                            "the key in " + file + " is of a kind that is not known: " + block.label(),
                            PLAIN);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(file, e);
        }
        boolean otherKind =
                !block.label().equals("PRIVATE KEY") && !block.label().startsWith(owner.getAlgorithm() + " ");
        if (otherKind) {
            throw mismatch(file);
        }
        return parsed(file, pkcs8, owner);
    }

    private static PrivateKey parsed(Path file, byte[] pkcs8, PublicKey owner) throws TlsProblem {
        Set<String> kinds = new LinkedHashSet<>(List.of(owner.getAlgorithm()));
        kinds.addAll(List.of("RSA", "EC", "EdDSA"));
        @Nullable GeneralSecurityException problem = null;
        for (String kind : kinds) {
            try {
                PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                if (!kind.equals(owner.getAlgorithm())) {
                    throw mismatch(file);
                }
                return key;
            } catch (GeneralSecurityException e) {
                problem = problem == null ? e : problem;
            }
        }
        throw malformed(file, problem);
    }

    static TlsProblem mismatch(Path file) {
        return new TlsProblem(
                "tls-key-mismatch",
                "the key in " + file + " does not belong to the first certificate",
                "set " + TlsFiles.KEY + " to the key it was made with, and put the server's own certificate first");
    }

    private static TlsProblem malformed(Path file, @Nullable Exception cause) {
        return new TlsProblem("tls-key-malformed", "the key in " + file + " cannot be read", PLAIN, cause);
    }

    /**
     * A key in its older form, of RSA (PKCS#1) or EC (SEC 1), in the one the JDK reads: what is missing stands in the
     * certificate. cert-manager writes these unless told otherwise.
     */
    private static byte[] wrapped(byte[] old, PublicKey owner) {
        return der(0x30, joined(VERSION, algorithmOf(owner.getEncoded()), der(0x04, old)));
    }

    /** The first of two parts of a public key in its encoded form. */
    private static byte[] algorithmOf(byte[] publicKey) {
        int start = 1 + lengthBytes(publicKey, 1);
        int end = start + 1 + lengthBytes(publicKey, start + 1) + length(publicKey, start + 1);
        return Arrays.copyOfRange(publicKey, start, end);
    }

    private static int lengthBytes(byte[] der, int at) {
        return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int length = der[at] >= 0 ? der[at] : 0;
        for (int i = 1; i < lengthBytes(der, at); i++) {
            length = (length << 8) | (der[at + i] & 0xff);
        }
        return length;
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] length = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : content.length < 0x100
                        ? new byte[] {(byte) 0x81, (byte) content.length}
                        : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return joined(new byte[] {(byte) tag}, length, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
