package dev.atelier.engine.agent.room;

import dev.atelier.engine.agent.Loopback;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where the server reaches this worker.
 *
 * @param port 0 for nowhere
 * @param url as the server is told
 */
record CallbackTerms(int port, String bind, String url) {
    static final CallbackTerms NOWHERE = new CallbackTerms(0, "", "");

    private static final String NUMERIC = "[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    /**
     * @param server that is told
     * @throws IllegalArgumentException naming the setting and what it may be
     */
    static CallbackTerms of(AgentConfig config, String server) {
        int port = config.agent_worker_port();
        if (port == 0) {
            return NOWHERE;
        }
        String bind = config.agent_worker_bind().strip();
        boolean here = bind(bind).isLoopbackAddress();
        boolean insecure = config.agent_allow__insecure__http();
        if (!here && !insecure) {
            throw new IllegalArgumentException("agent.worker.bind must be of this machine, or agent.allow_insecure_http"
                    + " true: the port speaks plain HTTP");
        }
        HttpUrl told = url(config.agent_worker_endpoint__url());
        if (told != null && !told.isHttps() && !insecure && !Loopback.is(told)) {
            throw new IllegalArgumentException("agent.worker.endpoint_url must begin with https, or"
                    + " agent.allow_insecure_http be true: the server sends the token there");
        }
        return new CallbackTerms(
                port,
                bind,
                told == null
                        ? "http://" + usual(bind, here, server) + ":" + port
                        : config.agent_worker_endpoint__url().strip());
    }

    /** @throws IllegalArgumentException naming the setting and what it may be */
    static InetAddress bind(String text) {
        String bind = text.strip();
        if (bind.matches(NUMERIC)) {
            try {
                return InetAddress.getByName(bind);
            } catch (UnknownHostException e) {
                throw ReadConfig.wrong("agent.worker.bind", text, "a numeric address");
            }
        }
        throw ReadConfig.wrong("agent.worker.bind", text, "a numeric address");
    }

    /**
     * @return null when there is none
     * @throws IllegalArgumentException naming the setting and what it may be
     */
    static @Nullable HttpUrl url(String text) {
        if (text.isBlank()) {
            return null;
        }
        HttpUrl url = HttpUrl.parse(text.strip());
        if (url == null
                || url.query() != null
                || url.fragment() != null
                || !url.username().isEmpty()
                || !url.password().isEmpty()) {
            throw ReadConfig.wrong(
                    "agent.worker.endpoint_url", text, "an address with http or https, a path at most behind it");
        }
        return url;
    }

    private static String usual(String bind, boolean here, String server) {
        HttpUrl from = HttpUrl.parse(server);
        if (here && (from == null || !Loopback.is(from))) {
            throw new IllegalArgumentException("agent.worker.endpoint_url must say where a server on another machine"
                    + " reaches this one, or agent.worker.bind be an address it reaches");
        }
        if (here) {
            return bind.contains(":") ? "[" + bind + "]" : bind;
        }
        return machine()
                .orElseThrow(() -> new IllegalArgumentException(
                        "agent.worker.endpoint_url must say where this worker is reached: this machine has no name"));
    }

    /** Its name in its network. */
    static Optional<String> machine() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
