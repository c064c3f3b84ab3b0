package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.Jobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a job tells until there is somebody to tell it to. */
final class FirstPieces implements Jobs.TextReader {
    private record Piece(long at, String text) {}

    /** Guarded by this, as is the reader: pieces stay in order. */
    private final List<Piece> pieces = new ArrayList<>();

    private Jobs.@Nullable TextReader reader;

    @Override
    public synchronized void text(long at, String piece) {
        if (reader == null) {
            pieces.add(new Piece(at, piece));
        } else {
            reader.text(at, piece);
        }
    }

    synchronized void to(Jobs.TextReader next) {
        pieces.forEach(piece -> next.text(piece.at(), piece.text()));
        pieces.clear();
        reader = next;
    }
}
