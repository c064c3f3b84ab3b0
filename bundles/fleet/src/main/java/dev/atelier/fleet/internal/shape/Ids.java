package dev.atelier.fleet.internal.shape;

import java.util.regex.Pattern;

/** The grammar of ids that may stand in an address of this API, and so in one of a runtime's. */
public final class Ids {
    private static final Pattern ADDRESSABLE = Pattern.compile("[A-Za-z0-9_:-]{1,120}");
    private static final int SHOWN = 120;

    private Ids() {}

    public static boolean addressable(String id) {
        return ADDRESSABLE.matcher(id).matches();
    }

    /** @throws Refusal for an id that is none */
    public static String checked(String kind, String id) {
        if (!addressable(id)) {
            throw new Refusal.InvalidIdentifier(kind, shown(id));
        }
        return id;
    }

    private static String shown(String id) {
        return id.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(SHOWN)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
