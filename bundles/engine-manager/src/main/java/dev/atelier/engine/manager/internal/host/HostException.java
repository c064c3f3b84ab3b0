package dev.atelier.engine.manager.internal.host;

import org.jspecify.annotations.Nullable;

/** The framework, or a bundle in it, did not do what was asked. */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public HostException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** {@code unresolvable}, {@code start_failed}, {@code start_timeout}, {@code install_failed}. */
    public String code() {
        return code;
    }
}
