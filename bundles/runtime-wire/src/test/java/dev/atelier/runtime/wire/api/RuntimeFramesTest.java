package dev.atelier.runtime.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.runtime.api.MalformedRuntimeJson;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeFramesTest {
    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(new RuntimeFrame.Hello(1), "{\"type\":\"runtime-hello\",\"version\":1}"),
                Arguments.of(new RuntimeFrame.Offer(1), "{\"type\":\"runtime-offer\",\"version\":1}"),
                Arguments.of(new RuntimeFrame.Withdraw(), "{\"type\":\"runtime-withdraw\"}"),
                Arguments.of(
                        new RuntimeFrame.Open(1, "POST", "/v1/workers?status=running", true),
                        "{\"type\":\"runtime-open\",\"stream\":1,\"method\":\"POST\","
                                + "\"path\":\"/v1/workers?status=running\",\"body\":true}"),
                Arguments.of(new RuntimeFrame.Head(1, 404), "{\"type\":\"runtime-head\",\"stream\":1,\"status\":404}"),
                Arguments.of(
                        new RuntimeFrame.Piece(4_294_967_296L, "\"🗿\"\n", false),
                        "{\"type\":\"runtime-piece\",\"stream\":4294967296,\"text\":\"\\\"🗿\\\"\\n\",\"last\":false}"),
                Arguments.of(
                        new RuntimeFrame.More(1, 16_384), "{\"type\":\"runtime-more\",\"stream\":1,\"chars\":16384}"),
                Arguments.of(new RuntimeFrame.Close(1, null), "{\"type\":\"runtime-close\",\"stream\":1}"),
                Arguments.of(
                        new RuntimeFrame.Close(1, "busy"),
                        "{\"type\":\"runtime-close\",\"stream\":1,\"reason\":\"busy\"}"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void isWrittenAndReadAsTheRecordSays(RuntimeFrame frame, String text) throws MalformedRuntimeJson {
        assertThat(RuntimeFrames.write(frame)).isEqualTo(text);
        assertThat(RuntimeFrames.read(text)).contains(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "{\"type\":7}", "{\"type\":\"follow\",\"jobId\":\"j\"}", "{\"type\":\"runtime-x\"}"})
    void whatIsOfAnotherMatterIsLeftAlone(String text) throws MalformedRuntimeJson {
        assertThat(RuntimeFrames.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "{\"type\":\"runtime-offer\"}",
                "{\"type\":\"runtime-open\",\"stream\":1,\"method\":\"GET\",\"body\":false}",
                "{\"type\":\"runtime-open\",\"stream\":1.5,\"method\":\"GET\",\"path\":\"/\",\"body\":false}",
                "{\"type\":\"runtime-piece\",\"stream\":-1,\"text\":\"x\",\"last\":true}",
                "{\"type\":\"runtime-piece\",\"stream\":1,\"text\":\"x\"}",
                "{\"type\":\"runtime-head\",\"stream\":1,\"status\":1000}",
                "{\"type\":\"runtime-more\",\"stream\":1,\"chars\":4294967296}",
                "{\"type\":\"runtime-close\",\"stream\":1,\"reason\":7}"
            })
    void whatIsWrongIsRefused(String text) {
        assertThatThrownBy(() -> RuntimeFrames.read(text)).isInstanceOf(MalformedRuntimeJson.class);
    }
}
