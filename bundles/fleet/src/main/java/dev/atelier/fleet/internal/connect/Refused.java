package dev.atelier.fleet.internal.connect;

/** A change of connections that is not made; the code is for programs, the message for people. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private Refused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Refused bad(String code, String message) {
        return new Refused(400, code, message);
    }

    public static Refused unknown(String message) {
        return new Refused(404, "unknown_remote_runtime", message);
    }

    public static Refused blocked(String code, String message) {
        return new Refused(409, code, message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Says what and why. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
