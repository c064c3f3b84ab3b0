package dev.atelier.studio.store.internal;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresAgentStoreTest extends AgentStoreContract {
    private String url = "";

    @Override
    Database database() throws SQLException {
        url = Postgres.emptyDatabase();
        return again();
    }

    @Override
    Database again() {
        return Database.server(url, "", null);
    }
}
