package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartOptionsTest {
    @Test
    void readsFlagsInAnyPlaceAndEitherSpelling() {
        var options = StartOptions.parse(List.of("--home", "/h", "up", "--port=0", "--bind", "::1", "--detach"));

        assertThat(options)
                .isEqualTo(new StartOptions("up", "/h", Map.of("http.port", "0", "http.bind", "::1"), true, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --verbose",
                "up now",
                "up -x",
                "up --port",
                "up --port 65536",
                "up --port x",
                "up --port -1",
                "up --bind=",
                "up --home",
                "up --detach=yes"
            })
    void refusesWhatItDoesNotKnow(String line) {
        assertThatThrownBy(() -> StartOptions.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(StartOptions.UsageError.class);
    }
}
