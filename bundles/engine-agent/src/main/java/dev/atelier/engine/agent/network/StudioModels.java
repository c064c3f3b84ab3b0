package dev.atelier.engine.agent.network;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The models of the worker's studio, as agents reach them. A studio with HTTPS goes by its own name. One without, on this
 * machine above all, has a name that only the proxy knows: in a container, loopback is the container's own. Nothing but
 * its models is behind that name.
 *
 * @param base address of the studio
 */
public record StudioModels(URI base) {
    static final String NAME = "studio.atelier.internal";

    private static final String ROOT = "/v1/";
    private static final Pattern PATH = Pattern.compile("/v1/[A-Za-z0-9_./-]*");
    private static final Set<String> METHODS = Set.of("GET", "POST");
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    public StudioModels {
        if (base.getHost() == null) {
            throw new IllegalArgumentException("the address of the studio names no host: " + base);
        }
    }

    /** Where agents find them. */
    public String url() {
        return plain() ? "http://" + NAME + "/v1" : base.resolve("/v1").toString();
    }

    private boolean plain() {
        return "http".equalsIgnoreCase(base.getScheme());
    }

    String host() {
        String host = base.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return base.getPort() > 0 ? base.getPort() : plain() ? HTTP : HTTPS;
    }

    /** Whether a tunnel leads to it. */
    boolean tunnelled(String host, int port) {
        return !plain() && host.equals(base.getHost().toLowerCase(Locale.ROOT)) && port == port();
    }

    /** Whether a request is one to its models. */
    boolean asked(Head head) {
        String path = head.path();
        return plain()
                && !head.tunnel()
                && METHODS.contains(head.method())
                && head.host().equalsIgnoreCase(NAME)
                && path.startsWith(ROOT)
                && PATH.matcher(path).matches()
                && !path.contains("..");
    }
}
