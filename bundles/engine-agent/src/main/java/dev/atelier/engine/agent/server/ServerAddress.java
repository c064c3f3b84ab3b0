package dev.atelier.engine.agent.server;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.Loopback;
import okhttp3.HttpUrl;

/** Where the server of agent tasks is. */
record ServerAddress(HttpUrl rpc) {
    /** @param insecure whether plain HTTP may leave this machine */
    static ServerAddress parse(String text, boolean insecure) throws AgentFailure {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null || url.query() != null || url.fragment() != null) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "the main server's URL must be http:// or https:// with nothing behind the path");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "the main server's URL must not hold credentials; set the worker's token");
        }
        if (!url.isHttps() && !insecure && !Loopback.is(url)) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "plain http to the main server is for this machine only: use https, or allow it with"
                            + " ATELIER_AGENT_ALLOW_INSECURE_HTTP=true");
        }
        return new ServerAddress(url.newBuilder().addPathSegment("rpc").build());
    }
}
