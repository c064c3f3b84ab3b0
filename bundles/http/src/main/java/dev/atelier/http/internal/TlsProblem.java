package dev.atelier.http.internal;

/** Why the files of a certificate cannot be used: which file, what is wrong with it, what to do, and a stable word. */
final class TlsProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    TlsProblem(String code, String what, String todo) {
        this(code, what, todo, null);
    }

    TlsProblem(String code, String what, String todo, @org.jspecify.annotations.Nullable Throwable cause) {
        super("TLS cannot be used (" + code + "): " + what + "; " + todo, cause);
        this.code = code;
    }

    String code() {
        return code;
    }
}
