package dev.atelier.engine.manager.internal.catalogue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.util.Locale;
import java.util.Set;

/** Reads files and https addresses; plain http only from this machine. Follows a few redirects, each checked alike. */
final class Fetcher {
    private static final int MAX_REDIRECTS = 5;
    private static final int CONNECT_MS = 10_000;
    private static final int READ_MS = 30_000;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Bytes on their way; {@code length} is negative when not announced. */
    record Body(InputStream stream, long length) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    Body open(URI uri) throws IOException {
        URI at = uri;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            check(at);
            URLConnection connection = at.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            if (!(connection instanceof HttpURLConnection http)) {
                return new Body(connection.getInputStream(), connection.getContentLengthLong());
            }
            http.setInstanceFollowRedirects(false);
            int status = http.getResponseCode();
            if (status == 200) {
                return new Body(http.getInputStream(), http.getContentLengthLong());
            }
            String location = http.getHeaderField("Location");
            http.disconnect();
            if (status == 404 || status == 410) {
                throw new FileNotFoundException("nothing at " + shown(at) + " (status " + status + ")");
            }
            if (status < 300 || status >= 400 || location == null) {
                throw new IOException(shown(at) + " answered " + status);
            }
            at = next(at, location);
        }
        throw new IOException("too many redirects from " + shown(uri));
    }

    /** Where a redirect leads, if one may go there. */
    static URI next(URI at, String location) throws IOException {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(shown(at) + " leads to what is no address", e);
        }
        if ("file".equalsIgnoreCase(next.getScheme())) {
            throw new IOException(shown(at) + " leads to a file of this machine");
        }
        if (onThisMachine(next) && !onThisMachine(at)) {
            // What answers there answers to this machine only; nobody outside may ask it through us.
            throw new IOException(shown(at) + " leads to an address of this machine");
        }
        check(next);
        return next;
    }

    byte[] read(URI uri, int max) throws IOException {
        try (Body body = open(uri)) {
            byte[] bytes = body.stream().readNBytes(max + 1);
            if (bytes.length > max) {
                throw new IOException(shown(uri) + " is larger than " + max / 1024 + " KiB");
            }
            return bytes;
        }
    }

    /** Whether an address is of those that are read at all. */
    static boolean fine(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("file")
                || (scheme.equals("https") && uri.getHost() != null)
                || (scheme.equals("http") && onThisMachine(uri));
    }

    private static boolean onThisMachine(URI uri) {
        return LOOPBACK.contains(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT));
    }

    private static void check(URI uri) throws IOException {
        if (!fine(uri)) {
            throw new IOException("only https addresses are read, not " + shown(uri));
        }
    }

    /** Without query and user: these may hold credentials. */
    static String shown(URI uri) {
        String host =
                uri.getHost() == null ? "" : "//" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return uri.getScheme() + ":" + host + uri.getPath();
    }
}
