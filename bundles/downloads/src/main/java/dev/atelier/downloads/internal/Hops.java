package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;

/** Asks for a file and follows redirects itself, so that each hop is looked at before it is asked. */
final class Hops {
    private final String userAgent;
    private final int most;

    Hops(String userAgent, int most) {
        this.userAgent = userAgent;
        this.most = most;
    }

    /** Looks at each address. */
    interface Guard {
        /** Where a redirect leads. */
        HttpUrl next(HttpUrl from, String location) throws DownloadFailed;

        /** How an address is asked. */
        Call call(HttpUrl url, Request request) throws DownloadFailed;

        DownloadFailed lost(String why);
    }

    /** A client that keeps nothing: no connection is left behind, none is found dead, and no thread is needed. */
    static OkHttpClient.Builder client(Duration limit) {
        return new OkHttpClient.Builder()
                .callTimeout(limit)
                .connectTimeout(20, TimeUnit.SECONDS)
                // A line on which nothing comes for so long is broken.
                .readTimeout(60, TimeUnit.SECONDS)
                .followRedirects(false)
                .followSslRedirects(false)
                .fastFallback(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
    }

    /** @return the first answer that is no redirect, to be closed */
    Answer get(HttpUrl first, Guard guard, Calls calls, Consumer<Request.Builder> headers)
            throws IOException, DownloadFailed {
        HttpUrl url = first;
        for (int hop = 0; hop <= most; hop++) {
            Request.Builder request = new Request.Builder()
                    .url(url)
                    .header("User-Agent", userAgent)
                    // Lengths and offsets are those of the file itself.
                    .header("Accept-Encoding", "identity")
                    .header("Connection", "close");
            headers.accept(request);
            Call call = guard.call(url, request.build());
            Answer answer = new Answer(calls.execute(call), call, calls);
            String location = answer.location();
            if (location == null) {
                return answer;
            }
            answer.close();
            url = guard.next(url, location);
        }
        throw guard.lost("more than " + most + " redirects");
    }
}
