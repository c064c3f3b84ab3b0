package dev.atelier.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.Guard;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.Leftover;
import dev.atelier.http.api.RouteTable;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads a request past the guard to its handler, and turns whatever goes wrong into an answer. */
final class RouteServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RouteServlet.class);

    private final transient Supplier<RouteBook> routes;
    private final transient Guard guard;
    private final transient @Nullable ErrorForm errors;
    private final transient EventStreams streams;
    private final transient Pace pace;
    private final transient Leftover leftover;
    private final transient HttpMetrics metrics;
    private final String listener;
    private final boolean wholePath;

    /**
     * @param errors null for the usual form
     * @param wholePath match routes against the whole path in the context, not against what a star stands for
     */
    RouteServlet(
            String listener,
            Supplier<RouteBook> routes,
            Guard guard,
            @Nullable ErrorForm errors,
            EventStreams streams,
            Pace pace,
            Leftover leftover,
            HttpMetrics metrics,
            boolean wholePath) {
        this.listener = listener;
        this.routes = routes;
        this.guard = guard;
        this.errors = errors;
        this.streams = streams;
        this.pace = pace;
        this.leftover = leftover;
        this.metrics = metrics;
        this.wholePath = wholePath;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        secure(response);
        boolean later = false;
        try {
            later = dispatch(request, response);
        } catch (EOFException e) {
            // Nobody is left to answer; thrown on, the container would log it as an error.
            LOG.atDebug().setCause(e).log("client has gone");
        } catch (Exception | LinkageError e) {
            if (response.isCommitted() || !request.isAsyncStarted()) { // else the event stream has ended itself
                answer(request, response, errorFor(request, e));
            }
        } finally {
            if (!later) {
                metrics.count(listener, response.getStatus());
            }
        }
    }

    /** True when the answer comes later. */
    private boolean dispatch(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String caller = guard.check(request);
        RouteBook.Match match = RawPath.segments(path(request))
                .map(path -> routes.get().find(request.getMethod(), path))
                .orElseThrow(RouteServlet::notFound);
        RouteTable.Handler handler = match.handler();
        if (handler == null) {
            throw match.allowed().isEmpty()
                    ? notFound()
                    : HttpError.plain(405, "method not allowed")
                            .withHeader("Allow", String.join(", ", match.allowed()));
        }
        ServletExchange exchange =
                new ServletExchange(request, response, match.names(), caller, streams, pace, new Late() {
                    @Override
                    public void refuse(Throwable problem) throws IOException {
                        answer(request, response, errorFor(request, problem));
                    }

                    @Override
                    public void answered() {
                        metrics.count(listener, response.getStatus());
                    }
                });
        try {
            handler.handle(exchange);
        } catch (Exception | LinkageError e) {
            if (!exchange.isLater()) {
                throw e;
            }
            exchange.fail(e);
        } finally {
            if (!exchange.isLater()) {
                exchange.unwatch();
            }
        }
        if (!exchange.isLater() && !exchange.answered()) {
            throw new IllegalStateException("the handler did not answer");
        }
        return exchange.isLater();
    }

    /** What an exchange that is answered later still needs from here. */
    interface Late {
        void refuse(Throwable problem) throws IOException;

        void answered();
    }

    /** As it came over the line: an encoded slash must still be told from a slash. */
    private String path(HttpServletRequest request) {
        String mount = request.getContextPath();
        if (!wholePath && request.getPathInfo() != null) {
            mount += request.getServletPath();
        }
        String uri = request.getRequestURI();
        return uri.startsWith(mount) ? uri.substring(mount.length()) : "";
    }

    static void secure(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
        response.setHeader("Cache-Control", "no-store");
    }

    private static HttpError notFound() {
        return HttpError.plain(404, "not found");
    }

    private static HttpError internal(HttpServletRequest request, Throwable problem) {
        String id =
                String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
        LOG.atError()
                .addKeyValue("id", id)
                .addKeyValue("method", request.getMethod())
                .setCause(problem)
                .log("request failed");
        return HttpError.json(500, "internal_error", "something went wrong here; see the log, id " + id);
    }

    private static HttpError errorFor(HttpServletRequest request, Throwable problem) {
        return problem instanceof HttpError error ? error : internal(request, problem);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, HttpError error) throws IOException {
        if (response.isCommitted()) {
            // Too late for another answer; breaking the line keeps half an answer from looking whole.
            throw new EOFException("the answer broke off");
        }
        leftover.drain(request);
        response.resetBuffer();
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        boolean plain = errors == null && error.code() == null;
        byte[] body = plain ? messageOf(error).getBytes(StandardCharsets.UTF_8) : Json.bytes(document(error));
        response.setContentType(plain ? "text/plain;charset=utf-8" : "application/json");
        response.setContentLength(body.length);
        try {
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
            response.flushBuffer();
        } catch (EOFException e) {
            LOG.atDebug().setCause(e).log("client has gone");
        }
    }

    private JsonNode document(HttpError error) {
        if (errors != null) {
            return errors.body(error);
        }
        ObjectNode document = Json.object().put("error", error.code()).put("message", messageOf(error));
        ObjectNode detail = error.detail();
        Optional.ofNullable(detail).ifPresent(document::setAll);
        return document;
    }

    private static String messageOf(HttpError error) {
        @Nullable String message = error.getMessage();
        return message == null ? "" : message;
    }
}
