package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Somebody who is asked over HTTP with a bearer token, and answers in JSON or with bytes. */
public abstract class HttpApi {
    static final int SILENCE_MS = 30_000;
    /** Staging and verifying half a gigabyte of bundle may take its time. */
    static final int LONG_SILENCE_MS = 300_000;

    private final String base;
    private final String token;

    /** @param base with which all paths begin */
    HttpApi(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** What it means that nobody listens there. */
    abstract Failure nobodyThere(ConnectException e);

    /** What is asked, when no answer comes. */
    abstract String noAnswer();

    /** What to do when it breaks off. */
    abstract String whereToLook();

    /** Says what went wrong; a plain no is another exit code than a mistake or a breakdown. */
    public Failure failure(Answer answer, String what, String todo) {
        return answer.failure(what, todo);
    }

    public final Answer get(String path) throws Failure {
        return call("GET", path, new Text(null), SILENCE_MS);
    }

    /** With a JSON body unless {@code json} is null. */
    public final Answer send(String method, String path, @Nullable Object json) throws Failure {
        return call(method, path, new Text(json), LONG_SILENCE_MS);
    }

    /** The JSON of an answer that must be good. */
    public final @Nullable Object read(String path, String what) throws Failure {
        Answer answer = get(path);
        if (!answer.good()) {
            throw failure(answer, what, "");
        }
        return answer.json();
    }

    /** Writes the bytes to a file beside {@code target} first, so that it never holds half of them. */
    public final void download(String path, Path target, String what) throws Failure {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (HttpCall call = open("GET", path, new Text(null), SILENCE_MS)) {
            checkGood(call, what);
            try (OutputStream out = Files.newOutputStream(part)) {
                call.body().transferTo(out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw broken(what, e);
        } finally {
            delete(part);
        }
    }

    /** Copies the bytes as they come. */
    public final void copy(String path, OutputStream out, String what) throws Failure {
        try (HttpCall call = open("GET", path, new Text(null), SILENCE_MS)) {
            checkGood(call, what);
            call.body().transferTo(out);
            out.flush();
        } catch (IOException e) {
            throw broken(what, e);
        }
    }

    private void checkGood(HttpCall call, String what) throws IOException, Failure {
        if (call.status() != 200) {
            throw failure(new Answer(call.status(), call.type(), call.body().readNBytes(65_536)), what, "");
        }
    }

    /** Live events; null where there are none to be had. */
    public final @Nullable Events events(String path, int silenceMs) throws Failure {
        try {
            HttpCall call = open("GET", path, new Text(null), silenceMs);
            if (call.status() == 200) {
                return new Events(call);
            }
            call.close();
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    final Answer call(String method, String path, HttpCall.Body body, int silenceMs) throws Failure {
        try (HttpCall call = open(method, path, body, silenceMs)) {
            return new Answer(call.status(), call.type(), call.body().readAllBytes());
        } catch (IOException e) {
            throw broken(noAnswer(), e);
        }
    }

    final HttpCall open(String method, String path, HttpCall.Body body, int silenceMs) throws IOException, Failure {
        try {
            return HttpCall.send(base, token, method, path, body, silenceMs);
        } catch (ConnectException e) {
            throw nobodyThere(e);
        }
    }

    private Failure broken(String what, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return Failure.failed(what, "it did not answer in time", whereToLook());
        }
        if (e instanceof SSLHandshakeException) {
            return Failure.failed(what, Tls.distrust(e), Tls.REMEDY);
        }
        return Failure.failed(what, e, whereToLook());
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }

    /** JSON, or nothing at all. */
    static final class Text implements HttpCall.Body {
        private final byte[] bytes;

        Text(@Nullable Object json) {
            bytes = json == null ? new byte[0] : Json.write(json).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String type() {
            return bytes.length == 0 ? "" : "application/json";
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    /** A path segment: letters, digits and a few signs stay, all else is percent-encoded. */
    public static String segment(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 15, 16))
                        .append(Character.forDigit(b & 15, 16));
            }
        }
        return encoded.toString();
    }
}
