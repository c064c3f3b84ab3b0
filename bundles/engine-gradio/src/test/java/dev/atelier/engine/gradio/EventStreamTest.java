package dev.atelier.engine.gradio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static InputStream of(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEventsOfSeveralLinesAndLargePictures() throws Exception {
        String picture = "x".repeat(21_000_000); // more than a JSON library takes of itself
        EventStream events = new EventStream(of("data: {\"a\":\ndata: 1}\n\ndata: \"" + picture + "\"\r\n\r\n"));

        assertThat(events.next()).hasToString("{\"a\":1}");
        assertThat(String.valueOf(events.next())).hasSize(picture.length() + 2);
        assertThat(events.next()).isNull();
    }

    @Test
    void givesUpAnEventThatIsTooLong() {
        String line = "data: " + "y".repeat(1 << 20) + "\n";
        EventStream events = new EventStream(of(line.repeat(25)));

        assertThatThrownBy(events::next).hasMessageContaining("an event of more than 24 MiB");
    }
}
