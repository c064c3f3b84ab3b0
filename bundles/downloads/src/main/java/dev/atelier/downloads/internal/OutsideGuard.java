package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Looks at each address that leads to one input. */
final class OutsideGuard implements Hops.Guard {
    private final Clients clients;
    private final @Nullable HttpUrl trusted;
    private final long end;
    private HttpUrl now;

    OutsideGuard(Clients clients, @Nullable String trusted) {
        this.clients = clients;
        this.trusted = trusted == null ? null : HttpUrl.parse(trusted);
        this.end = System.nanoTime() + clients.limit.toNanos();
        this.now = new HttpUrl.Builder().scheme("http").host("nowhere.invalid").build();
    }

    /** How inputs are asked for, made at the first. */
    static final class Clients {
        private final Call.Factory trusting;
        private final Call.Factory outside;
        private final Dns names;
        private final Predicate<InetAddress> allowed;
        private final Duration limit;

        Clients(Dns names, Predicate<InetAddress> allowed, Duration limit) {
            this.names = names;
            this.allowed = allowed;
            this.limit = limit;
            trusting = new LazyClient(() -> client().build());
            // The addresses that were looked at are those that are asked, so a name cannot change between.
            outside = new LazyClient(() -> client().dns(this::lookup).build());
        }

        private OkHttpClient.Builder client() {
            // A proxy would do the asking, and with names of its own.
            return Hops.client(limit).proxy(Proxy.NO_PROXY);
        }

        private List<InetAddress> lookup(String host) throws UnknownHostException {
            List<InetAddress> found = names.lookup(host);
            if (found.isEmpty() || !found.stream().allMatch(allowed)) {
                throw new NotOutside(host);
            }
            return found;
        }
    }

    HttpUrl first(HttpUrl url) throws DownloadFailed {
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw refused("the URL of an input must not hold a user or a password");
        }
        now = url;
        return url;
    }

    @Override
    public HttpUrl next(HttpUrl from, String location) throws DownloadFailed {
        HttpUrl to = from.resolve(location);
        if (to == null) {
            throw refused(host() + " leads elsewhere than to an http or https URL");
        }
        if (from.isHttps() && !to.isHttps()) {
            throw refused(host() + " leads from https to http");
        }
        return first(to);
    }

    @Override
    public Call call(HttpUrl url, Request request) throws DownloadFailed {
        boolean known = trusted != null && Urls.origin(trusted).equals(Urls.origin(url));
        if (!known && literal(url.host())) {
            look(url.host()); // those are not looked up by name
        }
        Call call = (known ? clients.trusting : clients.outside).newCall(request);
        call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        return call;
    }

    private void look(String host) throws DownloadFailed {
        try {
            if (!clients.allowed.test(InetAddress.getByName(host))) {
                throw notOutside();
            }
        } catch (UnknownHostException e) {
            throw broken(e);
        }
    }

    /** As the library tells them from names. */
    private static boolean literal(String host) {
        return host.indexOf(':') >= 0 || host.matches("[\\d.]+");
    }

    @Override
    public DownloadFailed lost(String why) {
        return new DownloadFailed(Inputs.FAILED, "an input could not be fetched from " + host() + ": " + why, true);
    }

    DownloadFailed broken(IOException e) {
        return e instanceof NotOutside ? notOutside() : lost(Broken.why(e));
    }

    DownloadFailed answered(int code) {
        boolean later = code >= 500 || code == 429 || code == 408;
        return new DownloadFailed(
                Inputs.FAILED, "an input could not be fetched: " + host() + " answered " + code, later);
    }

    DownloadFailed tooLarge(long most) {
        return new DownloadFailed(
                Inputs.TOO_LARGE,
                "an input from " + host() + " has more than " + (most >> 20) + " MiB; see the setting input_max_mb",
                false);
    }

    private DownloadFailed notOutside() {
        return refused(
                host() + " is no public address; inputs come from public addresses, by upload, or as data: URLs");
    }

    private static DownloadFailed refused(String message) {
        return new DownloadFailed(Inputs.REFUSED, message, false);
    }

    /** All that is ever said of a URL: paths and queries may be keys. */
    private String host() {
        return now.host();
    }

    /** A name that leads into a network of ours. */
    private static final class NotOutside extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotOutside(String host) {
            super(host);
        }
    }
}
