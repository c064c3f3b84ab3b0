package dev.atelier.studio.store.internal;

import java.nio.charset.StandardCharsets;

/** Texts from elsewhere, as a database can keep them. */
final class Texts {
    private Texts() {}

    /** PostgreSQL keeps no NUL, and halves of characters are no text anywhere. */
    static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                byte[] sound = text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
                return new String(sound, StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
