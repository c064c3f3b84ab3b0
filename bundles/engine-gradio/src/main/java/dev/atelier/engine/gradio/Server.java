package dev.atelier.engine.gradio;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The app, as one job talks to it. Asks nobody but the configured address: not where an answer points elsewhere, and not
 * where it is redirected to. A cancelled job ends what is being asked.
 */
final class Server {
    /** A picture in an answer is half as large again as the picture. Several copies of it are in memory for a moment. */
    static final int MOST_JSON = 24 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_JSON)
                            .build())
                    .build())
            .build();

    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration GOODBYE = Duration.ofMillis(500);

    /** While it works, an app says so four times as often. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);

    private static final long MOST_FILE = 256L << 20;
    private static final int CHUNK = 1 << 16;

    private final OkHttpClient client;
    private final HttpUrl base;
    private final String token;
    private final JobContext context;

    Server(OkHttpClient client, HttpUrl base, String token, JobContext context) {
        this.client = client;
        this.base = base;
        this.token = token;
        this.context = context;
    }

    /** What is done with an answer while it comes. */
    interface Reader<T> {
        T read(InputStream in) throws IOException, EngineException;
    }

    /** An address of the app itself. */
    HttpUrl at(String path) throws EngineException {
        HttpUrl url = base.resolve(path.replaceFirst("^/+", ""));
        if (url == null || !ours(url)) {
            throw new EngineException("gradio_answer", "the app names an address that is not its own", false);
        }
        return url;
    }

    boolean ours(HttpUrl url) {
        return url.scheme().equals(base.scheme()) && url.host().equals(base.host()) && url.port() == base.port();
    }

    JsonNode get(String path) throws EngineException, NotThere {
        return exchange(request(at(path)), Server::json);
    }

    JsonNode post(String path, JsonNode body) throws EngineException, NotThere {
        return exchange(request(at(path)).post(RequestBody.create(body.toString(), JSON)), Server::json);
    }

    /** Hands a file over; the app answers with the name it gave it. */
    JsonNode upload(String path, Path file, String type) throws EngineException, NotThere {
        String name = file.getFileName().toString();
        RequestBody form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("files", name, RequestBody.create(file.toFile(), MediaType.parse(type)))
                .build();
        return exchange(request(at(path)).post(form), Server::json);
    }

    <T> T listen(String path, Reader<T> reader) throws EngineException, NotThere {
        OkHttpClient listening = client.newBuilder().readTimeout(SIGN_OF_LIFE).build();
        return exchange(listening, request(at(path)).header("Accept", "text/event-stream"), reader);
    }

    void download(HttpUrl url, Path target) throws EngineException, NotThere {
        exchange(request(url), in -> {
            copy(in, target);
            return target;
        });
    }

    /** Says something the answer to which does not matter, also after the job was cancelled. */
    void tell(String path, JsonNode body) {
        OkHttpClient brief = client.newBuilder().callTimeout(GOODBYE).build();
        try (Response response = brief.newCall(request(at(path))
                        .post(RequestBody.create(body.toString(), JSON))
                        .build())
                .execute()) {
            context.log(JobContext.Level.INFO, "the app was told: " + response.code());
        } catch (IOException | EngineException e) {
            context.log(JobContext.Level.INFO, "the app could not be told that the job is over");
        }
    }

    private Request.Builder request(HttpUrl url) {
        // No connection is kept, so none is found dead, and no thread is needed to look after them.
        Request.Builder request = new Request.Builder().url(url).header("Connection", "close");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private <T> T exchange(Request.Builder request, Reader<T> reader) throws EngineException, NotThere {
        return exchange(client, request, reader);
    }

    private <T> T exchange(OkHttpClient by, Request.Builder request, Reader<T> reader)
            throws EngineException, NotThere {
        context.checkCancelled();
        Call call = by.newCall(request.build());
        context.onCancel(call::cancel);
        try (Response response = call.execute()) {
            if (!response.isSuccessful()) {
                throw refused(response.code());
            }
            try (InputStream in = response.body().byteStream()) {
                return reader.read(in);
            }
        } catch (IOException e) {
            context.checkCancelled();
            throw EngineException.failed("gradio at " + base.host() + " cannot be asked: " + words(e), e);
        }
    }

    private static EngineException refused(int status) throws NotThere {
        String message = "gradio returned " + status;
        if (status == 404 || status == 405) {
            throw new NotThere(message);
        }
        boolean later = status >= 500 || status == 429 || status == 408;
        return new EngineException("gradio_refused", message, later);
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
    }

    private static JsonNode json(InputStream in) throws IOException, EngineException {
        byte[] bytes = in.readNBytes(MOST_JSON);
        if (bytes.length == MOST_JSON && in.read() >= 0) {
            throw new EngineException(
                    "gradio_answer", "gradio answered more than " + (MOST_JSON >> 20) + " MiB of JSON", false);
        }
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new EngineException("gradio_answer", "gradio answered something that is no JSON", true, e);
        }
    }

    private void copy(InputStream in, Path target) throws IOException, EngineException {
        byte[] chunk = new byte[CHUNK];
        long left = MOST_FILE;
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                context.checkCancelled();
                left -= count;
                if (left < 0) {
                    throw new EngineException(
                            "gradio_answer", "the app's picture has more than " + (MOST_FILE >> 20) + " MiB", false);
                }
                out.write(chunk, 0, count);
            }
        }
    }

    /** The app does not know what it was asked for, which may be all right. */
    static final class NotThere extends Exception {
        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }

        EngineException failure() {
            return new EngineException("gradio_refused", String.valueOf(getMessage()), false, this);
        }
    }
}
