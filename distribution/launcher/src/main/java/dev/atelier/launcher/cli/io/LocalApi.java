package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Talks to the running process of a home. */
public final class LocalApi {
    private static final int SILENCE_MS = 30_000;
    /** Staging and verifying half a gigabyte of bundle may take its time. */
    private static final int LONG_SILENCE_MS = 300_000;

    private final Endpoints endpoints;

    public LocalApi(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    public static LocalApi of(Home home) throws Failure {
        return new LocalApi(Endpoints.of(home));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Answer get(String path) throws Failure {
        return call("GET", path, new Text(null), SILENCE_MS);
    }

    /** With a JSON body unless {@code json} is null. */
    public Answer send(String method, String path, @Nullable Object json) throws Failure {
        return call(method, path, new Text(json), LONG_SILENCE_MS);
    }

    public Answer upload(String path, Multipart form) throws Failure {
        return call("POST", path, form, LONG_SILENCE_MS);
    }

    /** The JSON of an answer that must be good. */
    public @Nullable Object read(String path, String what) throws Failure {
        Answer answer = get(path);
        if (!answer.good()) {
            throw answer.failure(what, "");
        }
        return answer.json();
    }

    /** Writes the bytes to a file beside {@code target} first, so that it never holds half of them. */
    public void download(String path, Path target, String what) throws Failure {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (HttpCall call = open("GET", path, new Text(null), SILENCE_MS)) {
            if (call.status() != 200) {
                throw new Answer(call.status(), call.type(), call.body().readNBytes(65_536)).failure(what, "");
            }
            try (OutputStream out = Files.newOutputStream(part)) {
                call.body().transferTo(out);
            }
            Files.move(part, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw broken(what, e);
        } finally {
            delete(part);
        }
    }

    /** Copies the bytes as they come. */
    public void copy(String path, OutputStream out, String what) throws Failure {
        try (HttpCall call = open("GET", path, new Text(null), SILENCE_MS)) {
            if (call.status() != 200) {
                throw new Answer(call.status(), call.type(), call.body().readNBytes(65_536)).failure(what, "");
            }
            call.body().transferTo(out);
            out.flush();
        } catch (IOException e) {
            throw broken(what, e);
        }
    }

    /** The live events; null when this process does not offer them. */
    public @Nullable Events events(int silenceMs) throws Failure {
        try {
            HttpCall call = open("GET", "/events", new Text(null), silenceMs);
            if (call.status() == 200) {
                return new Events(call);
            }
            call.close();
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    private Answer call(String method, String path, HttpCall.Body body, int silenceMs) throws Failure {
        String what = "no answer from the process of " + endpoints.home();
        try (HttpCall call = open(method, path, body, silenceMs)) {
            InputStream in = call.body();
            return new Answer(call.status(), call.type(), in.readAllBytes());
        } catch (IOException e) {
            throw broken(what, e);
        }
    }

    private HttpCall open(String method, String path, HttpCall.Body body, int silenceMs) throws IOException, Failure {
        try {
            return HttpCall.send(endpoints.url(), endpoints.token(), method, path, body, silenceMs);
        } catch (ConnectException e) {
            throw Failure.nothingRunning(
                    endpoints.home(), "nobody listens at " + endpoints.url() + ", which run/endpoints.json names");
        }
    }

    private static Failure broken(String what, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return Failure.failed(what, "it did not answer in time", "look at `atelier logs` and `atelier status`");
        }
        return Failure.failed(what, e, "look at logs/atelier.log in its home");
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }

    /** JSON, or nothing at all. */
    private static final class Text implements HttpCall.Body {
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
