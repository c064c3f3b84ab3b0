package dev.atelier.runtime.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final int LONGEST = 1 << 20;

    private final Deque<RuntimeFrame> sent = new ArrayDeque<>();
    private final Deque<RuntimeFrame> back = new ArrayDeque<>();
    private final PieceWriter writer = new PieceWriter(7, sent::add);
    private final PieceReader reader = new PieceReader(7, LONGEST, back::add);

    /** Carries what is under way, one way and the other, until nothing is. */
    private List<String> carry(boolean taking) throws PieceReader.Overrun {
        List<String> read = new ArrayList<>();
        while (!sent.isEmpty()) {
            Optional<String> whole = reader.read((RuntimeFrame.Piece) sent.removeFirst());
            if (whole.isPresent()) {
                read.add(whole.get());
                if (taking) {
                    reader.taken();
                }
            }
            while (!back.isEmpty()) {
                writer.more(((RuntimeFrame.More) back.removeFirst()).chars());
            }
        }
        return read;
    }

    @Test
    void aMessageLargerThanTheWindowComesWhole() throws PieceReader.Overrun {
        String large = "stone 🗿 ".repeat(60_000);

        writer.write(large);
        assertThat(sent).hasSize(4);
        assertThat(writer.free()).isFalse();

        assertThat(carry(true)).containsExactly(large);
        assertThat(writer.free()).isTrue();
    }

    @Test
    void noPieceEndsInTheMiddleOfACharacter() {
        writer.write("x" + "🗿".repeat(RuntimeFrame.PIECE));

        assertThat(sent).allSatisfy(frame -> assertThat(Character.isHighSurrogate(((RuntimeFrame.Piece) frame)
                        .text()
                        .charAt(((RuntimeFrame.Piece) frame).text().length() - 1)))
                .isFalse());
    }

    @Test
    void anEmptyMessageIsAMessage() throws PieceReader.Overrun {
        writer.write("");

        assertThat(carry(true)).containsExactly("");
    }

    @Test
    void nothingMoreComesWhileAMessageWaitsToBeTaken() throws PieceReader.Overrun {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < 10_000 && writer.free(); i++) {
            writer.write("event " + i);
            read.addAll(carry(false));
        }

        assertThat(writer.free()).isFalse();
        assertThat(read).hasSizeBetween(500, 1_000);

        for (int i = 0; i < read.size(); i++) {
            reader.taken();
        }
        writer.more(((RuntimeFrame.More) back.removeFirst()).chars());
        assertThat(carry(true)).containsExactly("event " + read.size());
        assertThat(writer.free()).isTrue();
    }

    @Test
    void whoSendsMoreThanWasAskedForIsFoundOut() throws PieceReader.Overrun {
        String piece = "x".repeat(RuntimeFrame.PIECE);
        assertThat(reader.read(new RuntimeFrame.Piece(7, piece, true))).contains(piece);
        var unused = reader.read(new RuntimeFrame.Piece(7, piece, true));
        unused = reader.read(new RuntimeFrame.Piece(7, piece, true));

        assertThatThrownBy(() -> reader.read(new RuntimeFrame.Piece(7, piece, true)))
                .isInstanceOfSatisfying(
                        PieceReader.Overrun.class, e -> assertThat(e.reason()).isEqualTo("flow"));
    }

    @Test
    void aMessageWithoutEndIsNotRead() {
        String piece = "x".repeat(RuntimeFrame.PIECE);

        assertThatThrownBy(() -> {
                    for (int i = 0; i <= LONGEST / RuntimeFrame.PIECE; i++) {
                        var unused = reader.read(new RuntimeFrame.Piece(7, piece, false));
                    }
                })
                .isInstanceOfSatisfying(
                        PieceReader.Overrun.class, e -> assertThat(e.reason()).isEqualTo("too_large"));
    }

    @Test
    void aClosedStreamSaysNothingMore() {
        writer.write("x".repeat(RuntimeFrame.WINDOW * 2));
        sent.clear();

        writer.close();
        writer.more(RuntimeFrame.WINDOW);

        assertThat(sent).isEmpty();
    }
}
