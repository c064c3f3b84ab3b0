package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Members.BadShape;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document once for as long as the same one comes, byte for byte. A long list that is asked for again and again
 * mostly has nothing new to say; that it has not is still heard from the runtime every time.
 */
final class Reread<T> implements Reading<T> {
    /** A longer one is read every time, for what would be kept of it. */
    private static final int LONGEST = 512 << 10;

    private final Reading<T> reading;
    private volatile @Nullable Read<T> last;

    private record Read<T>(ByteString document, T value) {}

    /** @param reading makes something that never changes */
    Reread(Reading<T> reading) {
        this.reading = reading;
    }

    @Override
    public T read(ByteString document) throws BadShape {
        Read<T> before = last;
        if (before != null && before.document().equals(document)) {
            return before.value();
        }
        T value = reading.read(document);
        last = document.size() > LONGEST ? null : new Read<>(document, value);
        return value;
    }
}
