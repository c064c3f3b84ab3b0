package dev.atelier.console.security.internal;

import dev.atelier.http.api.Listeners;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to the login pages and what came of it. */
final class FakeExchange {
    private final String method;
    private final String path;
    private final Map<String, String> asked;
    private final String body;
    private final String query;
    private final Map<String, String> answered = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int status = 200;
    private boolean passedOn;

    private FakeExchange(String method, String path, Map<String, String> asked, String body, String query) {
        this.method = method;
        this.path = path;
        this.asked = asked;
        this.body = body;
        this.query = query;
    }

    static FakeExchange of(String method, String path, Map<String, String> headers, String body, String query) {
        return new FakeExchange(method, path, headers, body, query);
    }

    /** By a proxy that is trusted. */
    FakeExchange passedOn() {
        passedOn = true;
        return this;
    }

    int status() {
        return status;
    }

    String header(String name) {
        return answered.getOrDefault(name, "");
    }

    String body() {
        return written.toString(StandardCharsets.UTF_8);
    }

    HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FakeExchange.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> ask(called.getName(), arguments));
    }

    private @Nullable Object ask(String name, Object @Nullable [] arguments) {
        return switch (name) {
            case "getMethod" -> method;
            case "getPathInfo" -> path.isEmpty() ? null : path;
            case "getQueryString" -> query.isEmpty() ? null : query;
            case "getRemoteAddr", "getLocalAddr" -> "127.0.0.1";
            case "isSecure", "isAsyncStarted" -> false;
            case "getContentLengthLong" -> (long) body.length();
            case "getHeader" -> headerAsked(arguments);
            case "getAttribute" -> Listeners.LINE.equals(given(arguments)) ? null : passedOn;
            case "getCookies" ->
                asked.getOrDefault("Cookie", "").isEmpty()
                        ? null
                        : new Cookie[] {new Cookie(Doors.COOKIE, asked.getOrDefault("Cookie", ""))};
            case "getInputStream" -> new Input(body);
            default -> throw new UnsupportedOperationException(name);
        };
    }

    private static String given(Object @Nullable [] arguments) {
        return arguments == null ? "" : String.valueOf(arguments[0]);
    }

    private @Nullable String headerAsked(Object @Nullable [] arguments) {
        String name = given(arguments);
        return name.equals("Host") ? asked.getOrDefault(name, "127.0.0.1:4780") : asked.get(name);
    }

    HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                FakeExchange.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, arguments) -> answer(called.getName(), arguments));
    }

    private @Nullable Object answer(String name, Object @Nullable [] arguments) {
        Object[] given = arguments == null ? new Object[0] : arguments;
        switch (name) {
            case "setHeader", "addHeader" -> answered.put(String.valueOf(given[0]), String.valueOf(given[1]));
            case "setStatus" -> status = (Integer) given[0];
            case "getOutputStream" -> {
                return new Output(written);
            }
            case "setContentType", "setContentLength", "flushBuffer" -> {}
            default -> throw new UnsupportedOperationException(name);
        }
        return null;
    }

    private static final class Input extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Input(String body) {
            bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return bytes.read(into, from, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("async");
        }
    }

    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream bytes;

        Output(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("async");
        }
    }
}
