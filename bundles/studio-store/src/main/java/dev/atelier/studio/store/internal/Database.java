package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.internal.Migrations.UnknownSchema;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Where the rows are, and how to get at them. */
record Database(Dialect dialect, GroupCommit.Connections connections, String name) {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int CONNECT_SECONDS = 5;
    private static final int CACHE_KIB = 16 * 1024;

    /** One file, ours alone. */
    static Database file(Path folder) {
        JdbcDataSource source = new JdbcDataSource();
        Path file = folder.resolve("atelier");
        source.setURL(url(file));
        source.setUser("atelier");
        source.setPassword("");
        return new Database(Dialect.H2, source::getConnection, file + ".mv.db");
    }

    /**
     * Without a write delay nothing is written behind our back: what a group commits is in the file before its sync, and
     * the sync is over before the next group begins. How long space that was let go stays as it is, must be left to the
     * database: used again after five seconds, it cost acknowledged changes when the process was killed.
     */
    static String url(Path file) {
        return "jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                + ";LOCK_TIMEOUT=10000;CACHE_SIZE=" + CACHE_KIB;
    }

    /**
     * A server's.
     *
     * @param url {@code jdbc:postgresql://host/name} or {@code postgresql://user:password@host/name}
     * @throws IllegalArgumentException when it is neither; the message repeats nothing of it
     */
    static Database server(String url, String user, @Nullable String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            set(source, url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "studio.db.url is no address of a PostgreSQL database, such as postgresql://host:5432/name");
        }
        if (!user.isEmpty()) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        source.setApplicationName("atelier");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout((int) ANSWER.toSeconds());
        source.setTcpKeepAlive(true);
        String name = source.getServerNames()[0] + ":" + source.getPortNumbers()[0] + "/" + source.getDatabaseName();
        return new Database(Dialect.POSTGRES, source::getConnection, name);
    }

    private static void set(PGSimpleDataSource source, String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            source.setURL(url);
            return;
        }
        URI uri = URI.create(url);
        boolean ours = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!ours || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("not PostgreSQL");
        }
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        source.setURL("jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath() + query);
        if (at >= 0) {
            String[] parts = authority.substring(0, at).split(":", 2);
            source.setUser(decoded(parts[0]));
            if (parts.length == 2) {
                source.setPassword(decoded(parts[1]));
            }
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Brings the tables to our form. */
    void migrate() throws SQLException, UnknownSchema {
        try (Connection connection = connections.open()) {
            Migrations.ours(dialect).run(connection);
        }
    }
}
