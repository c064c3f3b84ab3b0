package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstPiecesTest {
    @Test
    void whatCameBeforeTheReaderIsToldFirstAndPieceByPiece() {
        List<String> told = new ArrayList<>();
        FirstPieces pieces = new FirstPieces();

        pieces.text(0, "Once");
        pieces.text(4, " upon");
        pieces.to((at, piece) -> told.add(at + piece));
        pieces.text(9, " a time");

        assertThat(told).containsExactly("0Once", "4 upon", "9 a time");
    }
}
