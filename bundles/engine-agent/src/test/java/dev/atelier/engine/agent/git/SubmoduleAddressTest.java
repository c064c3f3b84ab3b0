package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmoduleAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://h/g/r.git, ../x.git, https://h/g/x.git",
        "https://h/g/r/, ../../x, https://h/x",
        "git@h:g/r.git, ../x, git@h:g/x",
        "git@h:r, ../x, git@h:x",
        "/srv/git/r.git/, ../x.git, /srv/git/x.git",
        "file:///srv/git/r, ../x/, file:///srv/git/x",
        "https://h/g/r, ./x, https://h/g/r/x",
    })
    void aRelativeAddressLeadsBesideItsRepository(String around, String relative, String address) {
        assertThat(SubmoduleAddress.beside(around, relative)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/r, ../../../x",
        "https://h/g/r, ../x/../../y",
        "https://h/g/r, ../x//y",
        "file:///srv/git/r, ../../x",
        "/srv/git/r, ../x/y",
        "/srv/git/r, ./x",
        "/srv/git/r, ../",
        "r, ../x"
    })
    void whatLeadsElsewhereIsRefused(String around, String relative) {
        assertThatThrownBy(() -> SubmoduleAddress.beside(around, relative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(relative);
    }
}
