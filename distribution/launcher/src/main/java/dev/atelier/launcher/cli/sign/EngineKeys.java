package dev.atelier.launcher.cli.sign;

import dev.atelier.launcher.cli.OwnerFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 keys in PEM files: {@code <name>.key} only its owner can read, {@code <name>.pub} is for everyone. */
public final class EngineKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final int ID_LENGTH = 16;

    private EngineKeys() {}

    /** Where the two halves lie, and the id the public one is known by. */
    public record Written(Path privateKey, Path publicKey, String id) {}

    /** Never overwrites: a lost private key cannot be had again. */
    public static Written generate(Path folder, String name) throws IOException, GeneralSecurityException {
        Path secret = folder.resolve(name + ".key");
        Path open = folder.resolve(name + ".pub");
        for (Path file : new Path[] {secret, open}) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file + " is there already");
            }
        }
        Files.createDirectories(folder);
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        OwnerFiles.write(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(
                open, "# " + name + "\n" + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        return new Written(secret, open, idOf(pair.getPublic()));
    }

    public static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(bytes(file, "PRIVATE KEY")));
    }

    public static PublicKey publicKey(Path file) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes(file, "PUBLIC KEY")));
    }

    /** The first 16 hex digits of the SHA-256 of the encoded public key. */
    public static String idOf(PublicKey key) throws GeneralSecurityException {
        return hex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()))
                .substring(0, ID_LENGTH);
    }

    /** The public half that belongs to a private key file: the file beside it. */
    public static Path publicBeside(Path privateKey) {
        String name = String.valueOf(privateKey.getFileName());
        String stem = name.endsWith(".key") ? name.substring(0, name.length() - 4) : name;
        return privateKey.resolveSibling(stem + ".pub");
    }

    static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder(bytes.length * 2);
        for (byte b : bytes) {
            hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }

    private static String pem(String what, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    private static byte[] bytes(Path file, String what) throws IOException {
        StringBuilder body = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("-----")) {
                inside = line.strip().equals("-----BEGIN " + what + "-----");
            } else if (inside) {
                body.append(line.strip());
            }
        }
        if (body.isEmpty()) {
            throw new IOException(file + " holds no " + what.toLowerCase(java.util.Locale.ROOT) + " in PEM form");
        }
        try {
            return Base64.getDecoder().decode(body.toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }
}
