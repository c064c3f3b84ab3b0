package dev.atelier.studio.agents.internal;

import dev.atelier.http.api.Exchange;

/** Numbers in addresses. */
final class Query {
    private Query() {}

    /** Zero or more; one beyond the most counts as the most. */
    static long number(Exchange exchange, String name, long otherwise, long most) {
        String text = exchange.query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw AgentRoute.bad("bad_request", name + " must be a whole number");
        }
        return Math.min(Long.parseLong(text), most);
    }
}
