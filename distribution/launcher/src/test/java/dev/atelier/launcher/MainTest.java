package dev.atelier.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void findsTheCommandBehindOptions() {
        assertThat(Main.command(new String[] {"up", "--port", "1"})).isEqualTo("up");
        assertThat(Main.command(new String[] {"--home", "up", "--json", "status"}))
                .isEqualTo("status");
        assertThat(Main.command(new String[] {"--version"})).isEmpty();
        assertThat(Main.command(new String[0])).isEmpty();
    }
}
