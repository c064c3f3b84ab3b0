package dev.atelier.host.internal;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the commands of {@link IdleSources} print. */
final class IdleAnswers {
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})\\s*");
    /** {@code (uint64 12345,)}; the type is there where GVariant could not tell otherwise. */
    private static final Pattern GVARIANT =
            Pattern.compile("\\s*\\(\\s*(?:u?int\\d\\d\\s+)?(\\d{1,18})\\s*,\\s*\\)\\s*");

    private static final Pattern HID = Pattern.compile("\"HIDIdleTime\"\\s*=\\s*(\\d{1,20})");
    private static final BigInteger NANOS_A_MILLI = BigInteger.valueOf(1_000_000);

    private IdleAnswers() {}

    static Optional<Duration> millis(String text) {
        return number(NUMBER, text);
    }

    static Optional<Duration> gdbusMillis(String text) {
        return number(GVARIANT, text);
    }

    /** Nanoseconds of each input device; the one touched last counts. */
    static Optional<Duration> ioreg(String text) {
        return HID.matcher(text)
                .results()
                .map(found -> new BigInteger(found.group(1)).divide(NANOS_A_MILLI))
                .min(BigInteger::compareTo)
                .map(millis -> Duration.ofMillis(millis.longValue()));
    }

    /**
     * What a desktop told logind: that the seat is idle, and since when. A seat nobody is logged in at says nothing: the
     * machine has no desktop, or shows a login screen.
     */
    static Optional<Duration> loginctl(String text, Clock clock) {
        if (property(text, "ActiveSession")
                .filter(session -> !session.isEmpty())
                .isEmpty()) {
            return Optional.empty();
        }
        Optional<String> hint = property(text, "IdleHint");
        if (hint.filter("no"::equals).isPresent()) {
            return Optional.of(Duration.ZERO);
        }
        return hint.filter("yes"::equals)
                .flatMap(yes -> property(text, "IdleSinceHint"))
                .filter(micros -> micros.matches("\\d{1,18}"))
                .map(micros -> Instant.ofEpochMilli(Long.parseLong(micros) / 1000))
                .map(since -> Duration.between(since, clock.instant()));
    }

    private static Optional<String> property(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static Optional<Duration> number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.matches() ? Optional.of(Duration.ofMillis(Long.parseLong(found.group(1)))) : Optional.empty();
    }
}
