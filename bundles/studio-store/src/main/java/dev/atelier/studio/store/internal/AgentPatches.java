package dev.atelier.studio.store.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What runs have changed, in pieces that every database takes. */
final class AgentPatches {
    private static final int PIECE = 1 << 19;

    private AgentPatches() {}

    /** In the place of an earlier one. */
    static void write(Statements statements, String sessionId, String text) throws SQLException {
        JobSql.bind(statements.of("delete from agent_patches where session_id = ?"), sessionId)
                .executeUpdate();
        PreparedStatement insert =
                statements.of("insert into agent_patches (session_id, piece, text) values (?, ?, ?)");
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + PIECE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--; // half a character is no text
            }
            JobSql.bind(insert, sessionId, number++, text.substring(from, to)).addBatch();
            from = to;
        }
        insert.executeBatch();
    }

    static Optional<String> read(Reader reader, String sessionId) {
        List<String> pieces = reader.rows(
                "select text from agent_patches where session_id = ? order by piece",
                List.of(sessionId),
                row -> row.getString(1));
        return pieces.isEmpty() ? Optional.empty() : Optional.of(String.join("", pieces));
    }
}
