package dev.atelier.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void trimsExactlyTheWhiteSpaceOfUnicode() {
        Set<Integer> expected = new TreeSet<>(Set.of(0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000));
        IntStream.rangeClosed(0x09, 0x0D).forEach(expected::add);
        IntStream.rangeClosed(0x2000, 0x200A).forEach(expected::add);

        Set<Integer> trimmed = IntStream.rangeClosed(0, 0xFFFF)
                .filter(c -> !Character.isSurrogate((char) c))
                .filter(c -> Texts.trim((char) c + "x" + (char) c).equals("x"))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(trimmed).isEqualTo(expected);
    }

    @Test
    void ordersByBytesAlsoBeyondTheBasicPlane() {
        assertThat(Texts.BYTEWISE.compare("\uFF5E", "\uD83D\uDE00")).isNegative();
        assertThat("\uFF5E".compareTo("\uD83D\uDE00")).isPositive();
    }

    @Test
    void lowersNothingButAscii() {
        assertThat(Texts.asciiLower("Ab\u00C9\u212A")).isEqualTo("ab\u00C9\u212A");
    }
}
