package dev.atelier.engine.sdcpp;

import java.math.BigDecimal;

/** Numbers as short as they go: {@code 1}, {@code 7.5}, {@code 0.55}. */
final class Numbers {
    private Numbers() {}

    static String plain(double number) {
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
        return exact.signum() == 0 ? "0" : exact.toPlainString();
    }
}
