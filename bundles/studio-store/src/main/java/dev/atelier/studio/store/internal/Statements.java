package dev.atelier.studio.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The prepared statements of one connection that is kept, and what others are to be told when it commits. */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Set<String> news = new LinkedHashSet<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Never with text that came from elsewhere in the SQL: statements are kept for good. */
    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /** Other processes on the same database hear of it once it is committed. */
    void tell(String word) {
        news.add(word);
    }

    Set<String> takeNews() {
        Set<String> taken = Set.copyOf(news);
        news.clear();
        return taken;
    }

    @Override
    public void close() throws SQLException {
        // Closes its statements too.
        connection.close();
    }
}
