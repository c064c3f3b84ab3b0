package dev.atelier.downloads.internal;

import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** The library is loaded by the first who needs it: a worker that fetches nothing starts the faster. */
final class LazyClient implements Call.Factory {
    private final Supplier<Call.Factory> maker;
    private volatile Call.@Nullable Factory made;

    LazyClient(Supplier<Call.Factory> maker) {
        this.maker = maker;
    }

    @Override
    public Call newCall(Request request) {
        Call.Factory known = made;
        if (known == null) {
            synchronized (this) {
                known = made == null ? maker.get() : made;
                made = known;
            }
        }
        return known.newCall(request);
    }
}
