package dev.atelier.studio.store.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A real PostgreSQL for the tests of this process; each asks for a database of its own. It ends with the process. */
final class Postgres {
    private Postgres() {}

    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Skips the test where the binaries of the test server do not run. */
    static String emptyDatabase() throws SQLException {
        assumeTrue(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64"));
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        execute("create database " + name);
        return Server.RUNNING.getJdbcUrl("postgres", name);
    }

    /** Throws everybody else out of the database. */
    static void disconnectAll(String url) throws SQLException {
        String name = url.replaceAll(".*/([^/?]+)\\?.*", "$1");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }

    static void execute(String sql) throws SQLException {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
