package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFramesTest {
    static Stream<LinkFrame> frames() {
        return Stream.of(
                new LinkFrame.Follow("job-1"),
                new LinkFrame.Cancel("job-1"),
                new LinkFrame.Text("job-1", 4_294_967_296L, "a \"stone\"\n🗿"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsWrittenIsRead(LinkFrame frame) throws MalformedJson {
        assertThat(Frames.fromLink(Frames.write(frame))).contains(frame);
    }

    @Test
    void aFrameOfALaterVersionIsNoMistake() throws MalformedJson {
        assertThat(Frames.fromLink("{\"type\":\"tunnel\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"type\":\"follow\"}",
                "{\"type\":\"cancel\",\"jobId\":\"..\"}",
                "{\"type\":\"text\",\"jobId\":\"job-1\",\"text\":\"x\"}",
                "{\"type\":\"text\",\"jobId\":\"job-1\",\"at\":-1,\"text\":\"x\"}"
            })
    void whatIsWrongIsRefused(String text) {
        assertThatThrownBy(() -> Frames.fromLink(text)).isInstanceOf(MalformedJson.class);
    }
}
