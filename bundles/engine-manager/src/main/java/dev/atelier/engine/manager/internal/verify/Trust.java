package dev.atelier.engine.manager.internal.verify;

import org.jspecify.annotations.Nullable;

/**
 * Why a bundle is let in.
 *
 * @param shipped whether it came with the installation, which vouches for it
 * @param signed whether a trusted key signed for exactly these bytes
 */
public record Trust(
        boolean shipped,
        boolean signed,
        @Nullable String keyId,
        @Nullable Long sequence) {
    static final Trust SHIPPED = new Trust(true, false, null, null);
    static final Trust UNSIGNED = new Trust(false, false, null, null);

    /** Whether somebody let it in without any proof. */
    public boolean onRequestOnly() {
        return !shipped && !signed;
    }

    public String inWords() {
        if (shipped) {
            return "shipped with the installation";
        }
        return signed ? "signed by key " + keyId : "unsigned, let in on request";
    }
}
