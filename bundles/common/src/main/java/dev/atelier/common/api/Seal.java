package dev.atelier.common.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Encrypts with a key of this home, made when it is first needed. What was sealed opens under its own name only. */
public final class Seal {
    private static final String MARK = "atelier-sealed-1:";
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Path keyFile;
    private final SecureRandom random = new SecureRandom();
    private @Nullable SecretKeySpec key;

    public Seal(Path keyFile) {
        this.keyFile = keyFile;
    }

    public static boolean isSealed(String text) {
        return text.startsWith(MARK);
    }

    public String close(String name, String value) throws IOException, GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] hidden = cipher(Cipher.ENCRYPT_MODE, name, nonce, true).doFinal(value.getBytes(StandardCharsets.UTF_8));
        byte[] whole = new byte[NONCE + hidden.length];
        System.arraycopy(nonce, 0, whole, 0, NONCE);
        System.arraycopy(hidden, 0, whole, NONCE, hidden.length);
        return MARK + Base64.getEncoder().encodeToString(whole);
    }

    public String open(String name, String text) throws IOException, GeneralSecurityException {
        if (!isSealed(text)) {
            throw new GeneralSecurityException("not sealed by this hand");
        }
        byte[] whole;
        try {
            whole = Base64.getDecoder().decode(text.substring(MARK.length()));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not sealed by this hand");
        }
        if (whole.length <= NONCE) {
            throw new GeneralSecurityException("not sealed by this hand");
        }
        byte[] nonce = Arrays.copyOf(whole, NONCE);
        byte[] value = cipher(Cipher.DECRYPT_MODE, name, nonce, false).doFinal(whole, NONCE, whole.length - NONCE);
        return new String(value, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, String name, byte[] nonce, boolean mint)
            throws IOException, GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(mint), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private synchronized SecretKeySpec key(boolean mint) throws IOException, GeneralSecurityException {
        SecretKeySpec known = key;
        if (known == null) {
            known = new SecretKeySpec(HexFormat.of().parseHex(readOrMint(mint)), "AES");
            key = known;
        }
        return known;
    }

    private String readOrMint(boolean mint) throws IOException, GeneralSecurityException {
        if (Files.exists(keyFile)) {
            String kept = Files.readString(keyFile).strip();
            if (KEY.matcher(kept).matches()) {
                return kept;
            }
            throw new GeneralSecurityException("the key file holds no key"); // what it sealed may still be wanted
        }
        if (!mint) {
            throw new GeneralSecurityException("the key file is gone");
        }
        String minted = Secret.random().value();
        AtomicFiles.write(keyFile, minted + "\n");
        return minted;
    }
}
