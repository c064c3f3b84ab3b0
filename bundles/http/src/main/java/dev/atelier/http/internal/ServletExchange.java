package dev.atelier.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.Listeners;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One servlet request as a handler sees it. */
final class ServletExchange implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(ServletExchange.class);

    private final HttpServletRequest request;
    /** Kept, because an ended request no longer knows. */
    private final String method;

    private final String scheme;

    private final HttpServletResponse response;
    private final Map<String, String> names;
    private final String caller;
    private final EventStreams streams;
    private final Pace pace;
    private final @Nullable AbstractEndPoint line;
    private final RouteServlet.Late late;
    /** Held back until the answer begins, so that an error afterwards does not carry headers of a success. */
    private final Map<String, String> headers = new LinkedHashMap<>();

    private volatile boolean answered;
    private volatile @Nullable ClientWatch watch;
    private volatile @Nullable AsyncContext async;
    private volatile boolean lost;
    private final AtomicBoolean settled = new AtomicBoolean();

    ServletExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            Map<String, String> names,
            String caller,
            EventStreams streams,
            Pace pace,
            RouteServlet.Late late) {
        this.request = request;
        this.method = request.getMethod();
        this.scheme = request.getScheme();
        this.response = response;
        this.names = names;
        this.caller = caller;
        this.streams = streams;
        this.pace = pace;
        this.line = request.getAttribute(Listeners.LINE) instanceof AbstractEndPoint found ? found : null;
        this.late = late;
    }

    boolean answered() {
        return answered;
    }

    boolean isLater() {
        return async != null;
    }

    @Override
    public void later() {
        AsyncContext context = request.startAsync();
        context.setTimeout(0); // whoever answers later has a deadline of its own
        context.addListener(new Loss());
        async = context;
    }

    @Override
    public void fail(Throwable problem) {
        try {
            if (!answered) {
                unwatch();
                answered = true;
                stillThere();
                late.refuse(problem);
            }
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("client has gone");
        } finally {
            finish();
        }
    }

    /** An answer that is given later is over when it is out; one that is given at once, when the handler returns. */
    private void finish() {
        AsyncContext context = async;
        if (context == null || lost || !settled.compareAndSet(false, true)) {
            return;
        }
        late.answered();
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("exchange was completed already");
        }
    }

    /** The container has ended the request; its objects may serve another one by now. */
    private void stillThere() throws EOFException {
        if (lost) {
            throw new EOFException("the request has ended");
        }
    }

    private final class Loss implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            lost = true;
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {
            lost = true;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path(String name) {
        return Objects.requireNonNull(names.get(name), () -> "the pattern has no {" + name + "}");
    }

    @Override
    public Optional<String> query(String name) {
        // Not getParameter: that would read a form out of the body.
        return QueryString.value(request.getQueryString(), name);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String caller() {
        return caller;
    }

    @Override
    public InputStream body(long maxBytes) throws IOException {
        InputStream bytes = pace.body(line).watching(request.getInputStream());
        return new LimitedBody(bytes, request.getContentLengthLong(), maxBytes);
    }

    @Override
    public JsonNode json() throws IOException {
        return json(MIB);
    }

    @Override
    public JsonNode json(long maxBytes) throws IOException {
        try {
            JsonNode document = Json.parse(body(maxBytes).readAllBytes());
            if (!document.isMissingNode()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            // Its message may repeat the body, which may hold what nobody should read in a log.
        }
        throw HttpError.json(400, "bad_request", "the body is not a JSON document");
    }

    @Override
    public Form form(long maxBytes, Path folder) throws IOException {
        String type = request.getContentType();
        return MultipartForm.read(type == null ? "" : type, body(maxBytes), folder);
    }

    @Override
    public void header(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void json(int status, JsonNode document) throws IOException {
        bytes(status, "application/json", Json.bytes(document));
    }

    @Override
    public void text(int status, String text) throws IOException {
        bytes(status, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void empty(int status) throws IOException {
        begin(status);
        try {
            response.setContentLength(0);
            flush();
        } finally {
            finish();
        }
    }

    @Override
    public void stream(int status, String contentType, long length, InputStream bytes) throws IOException {
        if (isLater() && !method().equals("HEAD")) {
            streamLater(status, contentType, length, bytes);
            return;
        }
        try (bytes) {
            begin(status);
            try {
                type(contentType, length);
                if (!method().equals("HEAD")) {
                    bytes.transferTo(out());
                }
                flush();
            } finally {
                finish();
            }
        }
    }

    /** Returns at once. */
    private void streamLater(int status, String contentType, long length, InputStream bytes) throws IOException {
        boolean started = false;
        try {
            begin(status);
            type(contentType, length);
            new LateCopy(bytes, response.getOutputStream(), pace.answer(line), line, this::finish).start();
            started = true;
        } finally {
            if (!started) {
                bytes.close();
                finish();
            }
        }
    }

    private void type(String contentType, long length) {
        response.setContentType(contentType);
        if (length >= 0) {
            response.setContentLengthLong(length);
        }
    }

    private OutputStream out() throws IOException {
        return pace.answer(line).watching(response.getOutputStream());
    }

    private void flush() throws IOException {
        Pace.Transfer transfer = pace.answer(line);
        transfer.begin();
        try {
            response.flushBuffer();
        } finally {
            transfer.over();
        }
    }

    @Override
    public void file(String contentType, Path file) throws IOException {
        FileAnswer.Plan plan = FileAnswer.plan(file, this::header);
        plan.headers().forEach(headers::putIfAbsent);
        if (isLater() && !method().equals("HEAD") && plan.status() != HttpServletResponse.SC_NOT_MODIFIED) {
            ByteRange range = plan.range();
            streamLater(plan.status(), contentType, range.length(), FileAnswer.open(file, range));
            return;
        }
        begin(plan.status());
        try {
            if (plan.status() != HttpServletResponse.SC_NOT_MODIFIED) {
                response.setContentType(contentType);
                response.setContentLengthLong(plan.range().length());
                if (!method().equals("HEAD")) {
                    FileAnswer.copy(file, plan.range(), out());
                }
            }
            flush();
        } finally {
            finish();
        }
    }

    @Override
    public void events(Consumer<EventStream> onOpen) throws IOException {
        headers.putIfAbsent("Cache-Control", "no-cache");
        headers.putIfAbsent("X-Accel-Buffering", "no"); // proxies would collect events
        headers.put("Connection", "close"); // how a stream breaks off leaves no line for another request
        if (method().equals("HEAD")) {
            begin(200);
            try {
                response.setContentType(ServletEventStream.TYPE);
                response.flushBuffer();
            } finally {
                finish();
            }
            return;
        }
        ServletEventStream stream = streams.reserve();
        try {
            begin(200);
            response.setContentType(ServletEventStream.TYPE);
            response.flushBuffer();
            AsyncContext context = async;
            stream.open(context == null ? request.startAsync() : context, response.getOutputStream());
            if (context != null && settled.compareAndSet(false, true)) {
                late.answered(); // from here on the stream ends itself
            }
            onOpen.accept(stream);
        } catch (IOException | RuntimeException e) {
            stream.abort();
            finish();
            throw e;
        }
    }

    @Override
    public void whenGone(Runnable action) {
        ClientWatch watching = watch;
        AbstractEndPoint present = line;
        if (watching == null && present != null && bodyRead()) {
            watching = new ClientWatch(present);
            watch = watching;
        }
        if (watching != null) {
            watching.whenGone(action);
        }
    }

    /** Before the connection is used for anything else. */
    void unwatch() {
        ClientWatch watching = watch;
        if (watching != null && !watching.end() && !response.isCommitted()) {
            response.setHeader("Connection", "close");
        }
    }

    /** Else the watch would take the body for a next request. */
    private boolean bodyRead() {
        try {
            ServletInputStream body = request.getInputStream();
            return body.isFinished() || pace.body(line).watching(body).read() < 0;
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    private void bytes(int status, String contentType, byte[] bytes) throws IOException {
        stream(status, contentType, bytes.length, new ByteArrayInputStream(bytes));
    }

    private void begin(int status) throws EOFException {
        if (answered) {
            throw new IllegalStateException("this exchange has its answer");
        }
        answered = true;
        unwatch();
        stillThere();
        response.setStatus(status);
        headers.forEach(response::setHeader);
    }
}
