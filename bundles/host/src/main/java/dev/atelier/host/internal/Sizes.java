package dev.atelier.host.internal;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how much memory a card says it has. A card that is not understood is left out, with a warning. */
final class Sizes {
    private static final Logger LOG = LoggerFactory.getLogger(Sizes.class);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([A-Za-z]*)");
    private static final BigDecimal MIB = BigDecimal.valueOf(1024L * 1024L);
    private static final BigDecimal GIB = BigDecimal.valueOf(1024L * 1024L * 1024L);

    private Sizes() {}

    /** Bytes of a size with a unit; a unit nobody knows, and none, is taken for MiB. */
    static OptionalLong withUnit(String text, String source) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            return notUnderstood(text, source);
        }
        BigDecimal unit =
                switch (size.group(2).toLowerCase(Locale.ROOT)) {
                    case "gib", "gb" -> GIB;
                    default -> MIB;
                };
        return OptionalLong.of(new BigDecimal(size.group(1)).multiply(unit).longValue());
    }

    static OptionalLong bytes(String text, String source) {
        String number = text.strip();
        return number.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(number)) : notUnderstood(text, source);
    }

    private static OptionalLong notUnderstood(String text, String source) {
        LOG.atWarn()
                .addKeyValue("source", source)
                .addKeyValue("size", text.strip())
                .log("memory of a graphics card is not understood, the card is left out");
        return OptionalLong.empty();
    }
}
