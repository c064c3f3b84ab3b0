package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Where one file comes from. */
final class Source {
    private final String artefact;
    private final HttpUrl url;
    private final Hops hops;
    private final Call.Factory client;
    private final Calls calls;

    /** @throws DownloadFailed when the URL is none that is asked; nothing has been asked then */
    Source(String artefact, String url, Hops hops, Call.Factory client, Calls calls) throws DownloadFailed {
        this.artefact = artefact;
        this.url = Urls.guarded(artefact, url);
        this.hops = hops;
        this.client = client;
        this.calls = calls;
    }

    /** The whole file. */
    Answer all() throws IOException, DownloadFailed {
        return ask(request -> {});
    }

    /** @param validator what the file was when the bytes before came; else the whole file is sent, if it is known */
    Answer from(long offset, @Nullable String validator) throws IOException, DownloadFailed {
        return ask(request -> ranged(request, offset + "-", validator));
    }

    Answer part(Span span, String validator) throws IOException, DownloadFailed {
        return ask(request -> ranged(request, span.from() + "-" + (span.to() - 1), validator));
    }

    /** Told of an answer that is not the file. */
    DownloadFailed refused(Answer answer) {
        boolean later = answer.code() >= 500 || answer.code() == 429 || answer.code() == 408;
        return new DownloadFailed(
                DownloadFailed.FAILED, "GET " + Urls.shown(url) + " -> " + answer.code() + why(answer.code()), later);
    }

    /** Told of a line that broke. */
    DownloadFailed broken(IOException e) {
        return new DownloadFailed(
                DownloadFailed.FAILED, "GET " + Urls.shown(url) + " failed: " + Broken.why(e), true, e);
    }

    DownloadFailed lost(String why) {
        return new DownloadFailed(DownloadFailed.FAILED, "GET " + Urls.shown(url) + " failed: " + why, true);
    }

    private static String why(int code) {
        return code == 401 || code == 403 ? "; the server wants a login, which this worker does not have" : "";
    }

    private static void ranged(Request.Builder request, String range, @Nullable String validator) {
        request.header("Range", "bytes=" + range);
        if (validator != null) {
            request.header("If-Range", validator);
        }
    }

    private Answer ask(Consumer<Request.Builder> headers) throws IOException, DownloadFailed {
        return hops.get(
                url,
                new Hops.Guard() {
                    @Override
                    public HttpUrl next(HttpUrl from, String location) throws DownloadFailed {
                        return Urls.guarded(artefact, from, location);
                    }

                    @Override
                    public Call call(HttpUrl to, Request request) {
                        return client.newCall(request);
                    }

                    @Override
                    public DownloadFailed lost(String why) {
                        return Source.this.lost(why);
                    }
                },
                calls,
                headers);
    }
}
