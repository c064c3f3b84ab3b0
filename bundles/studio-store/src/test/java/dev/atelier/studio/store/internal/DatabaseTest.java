package dev.atelier.studio.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example:5433/atelier?user=u&password=p",
                "postgresql://u:p@db.example:5433/atelier",
                "postgres://db.example:5433/atelier?sslmode=require"
            })
    void aServerIsNamedWithoutItsPassword(String url) {
        Database database = Database.server(url, "", null);

        assertThat(database.name()).isEqualTo("db.example:5433/atelier");
        assertThat(database.dialect()).isEqualTo(Dialect.POSTGRES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://u:geheim@host/x", "jdbc:h2:mem:geheim", "postgresql:geheim", "not an address geheim"})
    void anythingElseIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> Database.server(url, "", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("studio.db.url")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aServerThatIsNotThereIsAWordOfItsOwn() {
        Database database = Database.server("postgresql://127.0.0.1:1/none", "", null);

        assertThatThrownBy(database::migrate).satisfies(e -> assertThat(Troubles.opening(database.name(), e))
                .startsWith("the database 127.0.0.1:1/none cannot be reached (studio.db.url)"));
    }
}
