package dev.atelier.studio.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.studio.store.internal.Migrations.UnknownSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    private final Database database;
    private final List<String> read = new ArrayList<>();

    MigrationsTest(@TempDir Path folder) {
        database = Database.file(folder);
    }

    private void migrate(Map<String, String> texts) throws Exception {
        List<String> names = texts.keySet().stream().sorted().toList();
        try (Connection connection = database.connections().open()) {
            new Migrations(Dialect.H2, names, name -> {
                        read.add(name);
                        return String.valueOf(texts.get(name));
                    })
                    .run(connection);
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = database.connections().open()) {
            connection.createStatement().execute(sql);
        }
    }

    @Test
    void eachIsAppliedOnce() throws Exception {
        migrate(Map.of("1", "create table a (x integer);\n"));
        migrate(Map.of("1", "create table a (x integer);\n", "2", "create table b (x integer);\n"));

        execute("insert into b values (1)");
    }

    @Test
    void aDatabaseOfANewerVersionIsRefusedInWords() throws Exception {
        migrate(Map.of("1", "create table a (x integer);\n", "2", "create table b (x integer);\n"));

        assertThatThrownBy(() -> migrate(Map.of("1", "create table a (x integer);\n")))
                .isInstanceOf(UnknownSchema.class)
                .hasMessageContaining("newer Atelier (its form is 2, this version knows 1)");
    }

    @Test
    void oneThatWasChangedAfterwardsIsRefused() throws Exception {
        migrate(Map.of("1", "create table a (x integer);\n"));

        assertThatThrownBy(() -> migrate(Map.of("1", "create table a (y integer);\n")))
                .isInstanceOf(UnknownSchema.class);
    }

    @Test
    void lineEndsAndCommentsAreNoStatements() {
        assertThat(Migrations.split("-- a; b\ncreate table a (\n  x integer\n);\n\ncreate index i on a (x);\n"))
                .containsExactly("create table a (\n  x integer\n)", "create index i on a (x)");
    }

    @Test
    void oursMayBeginAgainAfterACrashBetweenTheirStatements() throws Exception {
        database.migrate();
        execute("delete from schema_version");

        database.migrate();

        assertThat(read).isEmpty();
    }
}
