package dev.atelier.observability.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLevelTest {
    private static final String FILE = "/opt/atelier/conf/logback.xml";

    private final List<String> read = new ArrayList<>();

    @AfterEach
    void clear() {
        System.clearProperty(LogLevel.PROPERTY);
    }

    @Test
    void theBackEndReadsTheLevelAgainEachTimeItIsAnotherOne() {
        LogLevel level = level("info");
        assertThat(read).as("it is the usual one").isEmpty();

        level.apply(new Level("debug"));
        level.apply(new Level("debug"));
        level.apply(new Level("info"));

        assertThat(read).containsExactly("DEBUG", "INFO");
    }

    @Test
    void aStopAndAStartChangeNothing() {
        level("warn");

        level("warn");

        assertThat(read).containsExactly("WARN");
    }

    @Test
    void anotherBackEndIsLeftAlone() {
        assertThatCode(() -> new LogLevel(new Level("debug"), null, FILE)).doesNotThrowAnyException();
        assertThatCode(() -> new LogLevel(new Level("debug"), this::read, null)).doesNotThrowAnyException();
        assertThat(read).isEmpty();
        assertThat(System.getProperty(LogLevel.PROPERTY)).isNull();
    }

    private LogLevel level(String level) {
        return new LogLevel(new Level(level), this::read, FILE);
    }

    private void read(@Nullable Dictionary<String, ?> configuration) {
        String file = String.valueOf(Objects.requireNonNull(configuration).get(LogLevel.FILE));
        assertThat(file).isNotEqualTo(FILE);
        assertThat(Path.of(file).normalize()).hasToString(FILE);
        read.add(System.getProperty(LogLevel.PROPERTY));
    }

    private record Level(String log_level) implements LogConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return LogConfig.class;
        }
    }
}
