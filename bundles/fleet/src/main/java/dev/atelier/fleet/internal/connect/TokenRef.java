package dev.atelier.fleet.internal.connect;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a credential is to be found; never the credential. */
public record TokenRef(Kind kind, String name) {
    private static final Pattern TEXT =
            Pattern.compile("(env):([A-Za-z_][A-Za-z0-9_]{0,127})|(file):([A-Za-z0-9_-]{1,96})");

    /** The places. */
    public enum Kind {
        /** A variable of this process. */
        ENV,
        /** A file of the secrets folder. */
        FILE
    }

    public static Optional<TokenRef> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                matcher.group(1) != null
                        ? new TokenRef(Kind.ENV, matcher.group(2))
                        : new TokenRef(Kind.FILE, matcher.group(4)));
    }

    String text() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":<redacted>";
    }
}
