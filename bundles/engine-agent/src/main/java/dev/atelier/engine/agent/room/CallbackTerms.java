package dev.atelier.engine.agent.room;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where the server reaches this worker.
 *
 * @param port 0 for nowhere
 * @param url as the server is told
 */
record CallbackTerms(int port, String bind, String url) {
    private static final String NUMERIC = "[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    /** @throws IllegalArgumentException naming the setting and what it may be */
    static CallbackTerms of(AgentConfig config) {
        String bind = config.agent_worker_bind().strip();
        String url = url(config.agent_worker_endpoint__url());
        boolean here = bind(bind).isLoopbackAddress();
        if (config.agent_worker_port() != 0 && !here && !config.agent_allow__insecure__http()) {
            throw new IllegalArgumentException("agent.worker.bind must be of this machine, or agent.allow_insecure_http"
                    + " true: the port speaks plain HTTP");
        }
        return new CallbackTerms(
                config.agent_worker_port(),
                bind,
                url.isEmpty()
                        ? "http://" + (here ? spelled(bind) : hostName()) + ":" + config.agent_worker_port()
                        : url);
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

    /** @throws IllegalArgumentException naming the setting and what it may be */
    static String url(String text) {
        String url = text.strip();
        if (!url.isEmpty()) {
            try {
                URI uri = URI.create(url);
                if (!String.valueOf(uri.getScheme()).matches("https?") || uri.getHost() == null) {
                    throw new IllegalArgumentException("another scheme");
                }
            } catch (IllegalArgumentException e) {
                throw ReadConfig.wrong("agent.worker.endpoint_url", text, "an address with http or https");
            }
        }
        return url;
    }

    private static String spelled(String bind) {
        return bind.contains(":") ? "[" + bind + "]" : bind;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "agent.worker.endpoint_url must say where this worker is reached: this machine has no name", e);
        }
    }
}
