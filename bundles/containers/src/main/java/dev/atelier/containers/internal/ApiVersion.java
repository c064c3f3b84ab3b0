package dev.atelier.containers.internal;

import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the engines' API, as 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\..*)?");
    /** The newest one this program was written for. */
    private static final ApiVersion NEWEST = new ApiVersion(1, 47);
    /** The oldest that has all that is asked for. */
    private static final ApiVersion OLDEST = new ApiVersion(1, 40);

    /** The newest version both sides know. Neither side may be asked for one it does not. */
    static String agreed(String newest, String oldest) throws EngineException {
        ApiVersion theirs = parse(newest);
        ApiVersion least = oldest.isEmpty() ? OLDEST : parse(oldest);
        ApiVersion agreed = theirs.compareTo(NEWEST) < 0 ? theirs : NEWEST;
        if (agreed.compareTo(least) < 0 || agreed.compareTo(OLDEST) < 0) {
            throw new EngineException(
                    Code.ENGINE_API_UNSUPPORTED,
                    "the container engine speaks API " + least + " to " + theirs + ", this program " + OLDEST + " to "
                            + NEWEST + ". Update it, or configure the socket of another.");
        }
        return agreed.toString();
    }

    private static ApiVersion parse(String text) throws EngineException {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            throw new EngineException(Code.PROTOCOL, "the container engine does not tell its API version");
        }
        return new ApiVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
