package dev.atelier.engine.host.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final List<String> stray = new ArrayList<>();

    @Test
    void everyKindOfValueArrivesAsItWasSent() throws Exception {
        Fields fields = new Fields()
                .put("text", "grüße \uD83D\uDC4B")
                .put("number", Long.MIN_VALUE)
                .put("real", 0.1)
                .put("flag", true)
                .put("bytes", new byte[] {1, 2, 3})
                .put("list", List.of("a", "", "c"))
                .put("absent", (String) null);

        Frame frame = read(bytes(new Frame(Frame.Type.REQUEST, 7, fields)));

        assertThat(frame.type()).isEqualTo(Frame.Type.REQUEST);
        assertThat(frame.call()).isEqualTo(7);
        assertThat(frame.fields().text("text")).isEqualTo("grüße \uD83D\uDC4B");
        assertThat(frame.fields().number("number", 0)).isEqualTo(Long.MIN_VALUE);
        assertThat(frame.fields().real("real", 0)).isEqualTo(0.1);
        assertThat(frame.fields().flag("flag")).isTrue();
        assertThat(frame.fields().bytes("bytes")).containsExactly(1, 2, 3);
        assertThat(frame.fields().list("list")).containsExactly("a", "", "c");
        assertThat(frame.fields().has("absent")).isFalse();
    }

    @Test
    void skipsWhatStandsBetweenFramesAndTellsIt() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("Extracted a library\n".getBytes(StandardCharsets.UTF_8));
        new Frame(Frame.Type.PING, 1, new Fields()).write(out);
        out.write('x');
        new Frame(Frame.Type.PONG, 2, new Fields()).write(out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());

        assertThat(next(in).call()).isEqualTo(1);
        assertThat(next(in).call()).isEqualTo(2);
        assertThat(Frame.read(in, bytes -> {})).isNull();
        assertThat(stray).containsExactly("Extracted a library\n", "x");
    }

    @Test
    void refusesAFrameThatIsTooLongBeforeCopyingIt() {
        Fields fields = new Fields().put("bytes", new byte[Frame.MAX_LENGTH]);

        assertThatThrownBy(() -> new Frame(Frame.Type.RESULT, 1, fields).write(new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anythingElseThanAFrameIsAnIoExceptionAndNothingWorse() throws Exception {
        byte[] good = bytes(new Frame(
                Frame.Type.REQUEST,
                1,
                new Fields().put("list", List.of("a", "b")).put("text", "words")));
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = 0; i < 3 && bad.length > 4; i++) {
                bad[4 + random.nextInt(bad.length - 4)] = (byte) random.nextInt();
            }
            try {
                Frame.read(new ByteArrayInputStream(bad), bytes -> {});
            } catch (IOException expected) {
                assertThat(expected.getClass().getPackageName()).isEqualTo("java.io");
            }
        }
    }

    private Frame read(byte[] bytes) throws IOException {
        return next(new ByteArrayInputStream(bytes));
    }

    private Frame next(ByteArrayInputStream in) throws IOException {
        return Objects.requireNonNull(Frame.read(in, bytes -> stray.add(new String(bytes, StandardCharsets.UTF_8))));
    }

    private static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame.write(out);
        return out.toByteArray();
    }
}
