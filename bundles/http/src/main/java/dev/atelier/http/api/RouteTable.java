package dev.atelier.http.api;

import org.osgi.annotation.versioning.ProviderType;

/** Collects routes. A pattern is literal segments and {@code {names}}: {@code /jobs/{id}/log}. */
@ProviderType
public interface RouteTable {
    RouteTable route(String method, String pattern, Handler handler);

    default RouteTable get(String pattern, Handler handler) {
        return route("GET", pattern, handler);
    }

    default RouteTable post(String pattern, Handler handler) {
        return route("POST", pattern, handler);
    }

    default RouteTable put(String pattern, Handler handler) {
        return route("PUT", pattern, handler);
    }

    default RouteTable delete(String pattern, Handler handler) {
        return route("DELETE", pattern, handler);
    }

    /** Answers one request; everything a caller did wrong is an {@link HttpError}. */
    @FunctionalInterface
    interface Handler {
        void handle(Exchange exchange) throws Exception;
    }
}
