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
            URI next = at.resolve(location);
            if ("file".equalsIgnoreCase(next.getScheme())) {
                throw new IOException(shown(at) + " leads to a file of this machine");
            }
            at = next;
        }
        throw new IOException("too many redirects from " + shown(uri));
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

    private static void check(URI uri) throws IOException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean fine = scheme.equals("https")
                || scheme.equals("file")
                || (scheme.equals("http") && LOOPBACK.contains(String.valueOf(uri.getHost())));
        if (!fine) {
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
