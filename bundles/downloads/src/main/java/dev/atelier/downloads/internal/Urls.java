package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Which URLs are asked for files of this worker's own choice, and how URLs are shown. */
final class Urls {
    private Urls() {}

    /** https, or http to a loopback host; anything else is refused before anything is asked. */
    static HttpUrl guarded(String artefact, String url) throws DownloadFailed {
        HttpUrl parsed = HttpUrl.parse(url.strip());
        if (parsed == null || !(parsed.isHttps() || loopback(parsed))) {
            throw refused(artefact, parsed);
        }
        return parsed;
    }

    /** Where a redirect leads; only what is on this machine itself may lead back to this machine. */
    static HttpUrl guarded(String artefact, HttpUrl from, String location) throws DownloadFailed {
        HttpUrl to = from.resolve(location);
        if (to == null || !(to.isHttps() || (loopback(to) && loopback(from)))) {
            throw refused(artefact, to);
        }
        return to;
    }

    private static DownloadFailed refused(String artefact, @Nullable HttpUrl url) {
        String what = url == null ? "this is no such URL" : "this leads to " + shown(url);
        return new DownloadFailed(
                DownloadFailed.REFUSED,
                artefact + " URL must use https (http only to a loopback host); " + what,
                false);
    }

    static boolean loopback(HttpUrl url) {
        String host = url.host();
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Without what may be secret in it. */
    static String shown(HttpUrl url) {
        return url.newBuilder()
                .username("")
                .password("")
                .query(null)
                .fragment(null)
                .build()
                .toString();
    }

    static String shown(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        return parsed == null ? "(no URL)" : shown(parsed);
    }

    static String origin(HttpUrl url) {
        return url.scheme() + "://" + url.host() + ":" + url.port();
    }
}
