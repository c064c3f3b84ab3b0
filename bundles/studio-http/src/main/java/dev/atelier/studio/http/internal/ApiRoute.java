package dev.atelier.studio.http.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.studio.http.api.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route: what the router serves and what the description of the API tells.
 *
 * @param query names of query parameters
 * @param body the schema of the JSON body; null when there is none
 * @param answer the schema of the answer; null when it is none of JSON
 * @param operator whether it is one for operators, and so served to the console as well
 */
record ApiRoute(
        String method,
        String pattern,
        Access access,
        String summary,
        List<String> query,
        @Nullable String body,
        int status,
        @Nullable String answer,
        boolean operator,
        Handler handler) {

    /** Answers somebody who may ask. */
    interface Handler {
        void handle(Exchange exchange, Principal who) throws Exception;
    }

    ApiRoute {
        query = List.copyOf(query);
    }

    static ApiRoute of(String method, String pattern, Access access, String summary, Handler handler) {
        return new ApiRoute(method, pattern, access, summary, List.of(), null, 200, null, true, handler);
    }

    /** For workers and others that bring a credential of their own, or none. */
    static ApiRoute open(String method, String pattern, String summary, RouteTable.Handler handler) {
        Handler ofAnybody = (exchange, nobody) -> handler.handle(exchange);
        return new ApiRoute(method, pattern, Access.OPEN, summary, List.of(), null, 200, null, false, ofAnybody);
    }

    ApiRoute query(String... names) {
        return new ApiRoute(method, pattern, access, summary, List.of(names), body, status, answer, operator, handler);
    }

    ApiRoute body(String schema) {
        return new ApiRoute(method, pattern, access, summary, query, schema, status, answer, operator, handler);
    }

    ApiRoute answers(int code, @Nullable String schema) {
        return new ApiRoute(method, pattern, access, summary, query, body, code, schema, operator, handler);
    }
}
