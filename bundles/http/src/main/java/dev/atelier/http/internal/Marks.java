package dev.atelier.http.internal;

import dev.atelier.http.api.Listeners;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Tells requests of different ports apart. There is one servlet path space for all connectors of a Jetty, so a request
 * of a further listener is moved below a prefix that the main listener refuses, and each is marked with its listener.
 */
final class Marks {
    /** Request attribute: the name of the listener a request came in by. */
    static final String LISTENER = "atelier.listener";

    static final String MAIN = "main";

    /** Lets an encoded slash or percent sign stand within one segment; both are refused by default. */
    static final UriCompliance URIS = UriCompliance.DEFAULT.with(
            "ATELIER", Violation.AMBIGUOUS_PATH_SEPARATOR, Violation.AMBIGUOUS_PATH_ENCODING);

    /** Further listeners answer a control character in a path themselves, in the form their callers know. */
    static final UriCompliance SIDE_URIS = URIS.with("ATELIER_SIDE", Violation.SUSPICIOUS_PATH_CHARACTERS);

    private Marks() {}

    static String prefix(String listener) {
        return "/-/" + listener;
    }

    /** For a further listener. */
    record Prefix(String listener) implements HttpConfiguration.Customizer {
        @Override
        public Request customize(Request request, HttpFields.Mutable responseHeaders) {
            HttpURI uri = request.getHttpURI();
            String path = uri.getCanonicalPath();
            if (path == null || !path.startsWith("/")) {
                return request; // "OPTIONS *": stays without a mark and so reaches nothing
            }
            String wanted = prefix(listener) + path;
            HttpURI moved = withPath(uri, prefix(listener) + uri.getPath());
            if (!wanted.equals(moved.getCanonicalPath())) {
                moved = withPath(uri, wanted); // dots in the raw path must not climb out of the prefix
            }
            if (!wanted.equals(moved.getCanonicalPath())) {
                throw new BadMessageException("bad path");
            }
            mark(request, listener);
            secure(responseHeaders);
            return Request.serveAs(request, moved);
        }
    }

    /** For the main listener. */
    static final class Main implements HttpConfiguration.Customizer {
        @Override
        public Request customize(Request request, HttpFields.Mutable responseHeaders) {
            mark(request, MAIN);
            secure(responseHeaders);
            String path = Request.getPathInContext(request);
            boolean ofAnother = path != null && (path.equals("/-") || path.startsWith("/-/"));
            return ofAnother ? Request.serveAs(request, withPath(request.getHttpURI(), "/not-found")) : request;
        }
    }

    /** For the port of the main listener's routes that is for programs of this machine only. */
    static final class Nearby implements HttpConfiguration.Customizer {
        private static final String ROUTES = "/graphics/api/";

        @Override
        public Request customize(Request request, HttpFields.Mutable responseHeaders) {
            mark(request, MAIN);
            secure(responseHeaders);
            String path = Request.getPathInContext(request);
            return path != null && path.startsWith(ROUTES)
                    ? request
                    : Request.serveAs(request, withPath(request.getHttpURI(), "/not-found"));
        }
    }

    private static void mark(Request request, String listener) {
        request.setAttribute(LISTENER, listener);
        request.setAttribute(
                Listeners.LINE, request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** What fits every answer, pages of the console among them. */
    private static void secure(HttpFields.Mutable responseHeaders) {
        responseHeaders.put("X-Content-Type-Options", "nosniff");
        responseHeaders.put("Referrer-Policy", "no-referrer");
    }

    private static HttpURI withPath(HttpURI uri, String path) {
        return HttpURI.build(uri).path(path).asImmutable();
    }
}
