package dev.atelier.http.api;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells requests that a trusted proxy passed on. Their address, scheme and host are already those of the proxy's client;
 * only the address of this machine that they came in by is still the one the proxy used.
 */
public final class Forwarded {
    /** Request attribute; set on this side, so no client can claim it. */
    public static final String ATTRIBUTE = "atelier.forwarded";

    private Forwarded() {}

    public static boolean is(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(ATTRIBUTE));
    }
}
