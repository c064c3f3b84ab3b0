package dev.atelier.studio.store.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables to the form this build knows: numbered files, each applied once, none changed afterwards. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    static final List<String> OURS =
            List.of("0001-jobs", "0002-workers", "0003-models-and-keys", "0004-previews", "0005-agents");

    /** Any number that nothing else on the server uses. */
    private static final long LOCK = 0x61_74_65_6c_69_65_72L;

    private final Dialect dialect;
    private final List<String> names;
    private final Texts texts;

    /** Reads a file of statements. */
    @FunctionalInterface
    interface Texts {
        String read(String name);
    }

    Migrations(Dialect dialect, List<String> names, Texts texts) {
        this.dialect = dialect;
        this.names = names;
        this.texts = texts;
    }

    static Migrations ours(Dialect dialect) {
        return new Migrations(dialect, OURS, Migrations::resource);
    }

    /** @throws UnknownSchema when the tables are not of a form this build can work with */
    void run(Connection connection) throws SQLException, UnknownSchema {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            if (dialect.shared) {
                // Held to the end of the transaction; an embedded database's file has one owner anyway.
                statement.execute("set local lock_timeout = '60s'");
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            }
            statement.execute("create table if not exists schema_version (version integer primary key,"
                    + " name varchar(100) not null, checksum varchar(64) not null, applied_at bigint not null)");
            apply(connection, statement);
            connection.commit();
        } catch (SQLException | UnknownSchema | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private void apply(Connection connection, Statement statement) throws SQLException, UnknownSchema {
        Map<Integer, String> applied = applied(statement);
        for (int version : applied.keySet()) {
            if (version > names.size()) {
                throw new UnknownSchema("the studio's database was made by a newer Atelier (its form is " + version
                        + ", this version knows " + names.size() + "); start that version, or restore a backup");
            }
        }
        for (int i = 0; i < names.size(); i++) {
            int version = i + 1;
            String text = texts.read(names.get(i));
            String known = applied.get(version);
            if (known == null) {
                for (String sql : split(text)) {
                    statement.execute(sql);
                }
                note(connection, version, names.get(i), checksum(text));
                LOG.atInfo().addKeyValue("migration", names.get(i)).log("database changed");
            } else if (!known.equals(checksum(text))) {
                throw new UnknownSchema("the studio's database was made with another " + names.get(i)
                        + " than this version has; restore a backup or start the version that made it");
            }
        }
    }

    private static Map<Integer, String> applied(Statement statement) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("select version, checksum from schema_version")) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        }
        return applied;
    }

    private static void note(Connection connection, int version, String name, String checksum) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into schema_version values (?, ?, ?, ?)")) {
            JobSql.bind(insert, version, name, checksum, System.currentTimeMillis())
                    .executeUpdate();
        }
    }

    /** Statements end with a semicolon at the end of a line; a line that begins with two dashes says nothing. */
    static List<String> split(String text) {
        String bare = text.lines()
                .filter(line -> !line.stripLeading().startsWith("--"))
                .reduce("", (all, line) -> all + line + "\n");
        return List.of(bare.split(";\n")).stream()
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    private static String checksum(String text) {
        return Hashes.sha256(text.replace("\r", ""));
    }

    private static String resource(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream("sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("no migration " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tables are of a form this build cannot work with; the message is for a person. */
    static final class UnknownSchema extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownSchema(String message) {
            super(message, null, false, false);
        }
    }
}
