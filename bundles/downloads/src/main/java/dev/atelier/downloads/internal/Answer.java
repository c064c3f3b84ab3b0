package dev.atelier.downloads.internal;

import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** What a server says to a request for a file. Closing it drops what was not read. */
final class Answer implements AutoCloseable {
    private final Response response;
    private final Call call;
    private final Calls calls;

    Answer(Response response, Call call, Calls calls) {
        this.response = response;
        this.call = call;
        this.calls = calls;
    }

    int code() {
        return response.code();
    }

    /** Of what follows; negative when the server does not say. */
    long length() {
        return response.body().contentLength();
    }

    /** An ETag that changes with every byte; null when there is none. */
    @Nullable
    String validator() {
        String tag = response.header("ETag");
        return tag == null || !tag.startsWith("\"") ? null : tag;
    }

    boolean servesRanges() {
        return "bytes".equalsIgnoreCase(response.header("Accept-Ranges"));
    }

    ContentRange range() {
        return ContentRange.parse(response.header("Content-Range"));
    }

    /** Whether the bytes are something else than the file, though nothing else was asked for. */
    boolean encoded() {
        return !"identity".equalsIgnoreCase(response.header("Content-Encoding", "identity"));
    }

    @Nullable
    String location() {
        return switch (code()) {
            case 301, 302, 303, 307, 308 -> response.header("Location");
            default -> null;
        };
    }

    BufferedSource source() {
        return response.body().source();
    }

    @Override
    public void close() {
        call.cancel(); // or the rest would be read, in the hope of using the connection again
        response.close();
        calls.forget(call);
    }
}
