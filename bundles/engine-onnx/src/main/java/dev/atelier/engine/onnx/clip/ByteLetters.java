package dev.atelier.engine.onnx.clip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes as letters that can be seen: those that can be stay what they are in Latin-1, the others come after it. */
final class ByteLetters {
    private static final String[] LETTERS = new String[256];

    static {
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean plain = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            LETTERS[b] = Character.toString(plain ? b : next++);
        }
    }

    private ByteLetters() {}

    static List<String> of(String word) {
        List<String> letters = new ArrayList<>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            letters.add(LETTERS[b & 0xff]);
        }
        return letters;
    }
}
