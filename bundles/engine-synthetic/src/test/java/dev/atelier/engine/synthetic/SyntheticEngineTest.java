package dev.atelier.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.engine.tck.Format;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticEngineTest extends EngineContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path pictures;

    private final SyntheticEngine engine = new SyntheticEngine("1.2.3");

    @Override
    protected Engine engine() {
        return new SyntheticEngine("1.2.3");
    }

    @Test
    void namesItselfAndOneModelPerKind() {
        assertThat(engine.descriptor().id()).isEqualTo("synthetic");
        assertThat(engine.descriptor().version()).isEqualTo("1.2.3");
        assertThat(engine.descriptor().sources()).containsExactly("synthetic");
        assertThat(engine.descriptor().models())
                .containsEntry(Kind.IMAGE, List.of("synthetic", "synthetic-image"))
                .containsEntry(Kind.LLM, List.of("synthetic", "synthetic-llm"))
                .containsEntry(Kind.AUDIO_STT, List.of("synthetic", "synthetic-stt"))
                .containsEntry(Kind.AUDIO_TTS, List.of("synthetic", "synthetic-tts"))
                .containsEntry(Kind.VIDEO, List.of("synthetic", "synthetic-video"))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "webp"})
    void paintsEveryPixelByTheFormulaWhateverSizeWasAsked(String ext) throws Exception {
        Task.Image wide =
                new Task.Image("a stone golem", null, null, null, null, null, null, null, 64, 9000, 1, null, ext);

        Picture picture = decode(make(wide));

        assertThat(picture.width()).isEqualTo(512);
        assertThat(picture.height()).isEqualTo(512);
        assertThat(picture.argb()).isEqualTo(expected("a stone golem"));
    }

    @ParameterizedTest
    @CsvSource({"png,PNG", "webp,WEBP", "jpg,PNG", "xyz,PNG"})
    void keepsTheAskedNameWhateverTheFormat(String ext, Format format) throws Exception {
        EngineResult result = make(Task.Image.of("a").withExt(ext));

        assertThat(result.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo(ext);
        assertThat(Format.of(bytes(result))).contains(format);
    }

    @Test
    void filmsThePictureOfThePrompt() throws Exception {
        EngineResult film = make(Task.Video.of("a river"));

        assertThat(film.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo("webp");
        assertThat(bytes(film)).isEqualTo(bytes(make(Task.Image.of("a river").withExt("webp"))));
    }

    @Test
    void answersAChatWithTheDigestOfItsMessages() throws Exception {
        Task chat = Task.Llm.of(
                List.of(new Task.Message("system", " be\u2003brief\n"), new Task.Message("user", "hi there")));

        String h16 = h16("system:  be\u2003brief\n\nuser: hi there");
        assertThat(text(make(chat)))
                .isEqualTo("{\"object\":\"chat.completion\",\"model\":\"synthetic-llm\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"[synthetic] reply to prompt #" + h16
                        + "\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":6,\"completion_tokens\":8,\"total_tokens\":14}}");
    }

    @Test
    void countsNoWordInAnEmptyChat() throws Exception {
        assertThat(text(make(Task.Llm.of(List.of())))).contains("\"prompt_tokens\":0,");
    }

    @Test
    void transcribesIntoTheDigestOfTheUrl() throws Exception {
        String url = "https://audio.invalid/a.wav";

        assertThat(text(make(Task.Transcription.of(url))))
                .isEqualTo("{\"text\":\"[synthetic] transcript of " + h16(url)
                        + "\",\"language\":\"en\",\"duration\":1.0}");
        assertThat(text(make(new Task.Transcription(url, "d\"e\n", null, null, null, null))))
                .contains("\"language\":\"d\\\"e\\u000a\"");
    }

    @Test
    void humsAToneWhosePitchIsTheText() throws Exception {
        EngineResult result = make(new Task.Speech("hello", "default", null, null, "mp3"));
        ByteBuffer wav = ByteBuffer.wrap(bytes(result)).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(result.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo("wav");
        assertThat(wav.getInt(4)).isEqualTo(wav.limit() - 8);
        assertThat(wav.getInt(24)).isEqualTo(22_050);
        assertThat(wav.getInt(40)).isEqualTo(22_050 * 2);
        int crossings = 0;
        int loudest = 0;
        for (int at = 46; at < wav.limit(); at += 2) {
            crossings += wav.getShort(at - 2) < 0 && wav.getShort(at) >= 0 ? 1 : 0;
            loudest = Math.max(loudest, wav.getShort(at));
        }
        assertThat((double) crossings).isCloseTo(220 + sha("hello")[0] * 660 / 255.0, within(1.5));
        assertThat(loudest).isBetween(13_000, 13_107);
    }

    @Test
    void stopsPaintingWhenCancelled() {
        ContractContext context = context().cancelAtFirstReport();

        assertThatThrownBy(() -> run(engine, Task.Image.of("a"), context))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo("cancelled"));
    }

    private EngineResult make(Task task) throws EngineException {
        return run(engine, task, context());
    }

    private Picture decode(EngineResult result) throws IOException {
        return Pictures.readScaled(Files.write(pictures.resolve("picture"), bytes(result)), 512);
    }

    private static int[] expected(String prompt) throws Exception {
        int[] d = sha(prompt);
        int[] argb = new int[512 * 512];
        for (int y = 0; y < 512; y++) {
            for (int x = 0; x < 512; x++) {
                int ring = (int) Math.floor(6.0 * Math.max(Math.abs(x - 256), Math.abs(y - 256)) / 256);
                int p = Math.min(ring, 3) * 3;
                double phase = 12 * (StrictMath.sin(x / 24.0) + StrictMath.cos(y / 24.0));
                double[] factors = {1, 0.7, 1.3};
                int pixel = 0xff;
                for (int i = 0; i < 3; i++) {
                    pixel = pixel << 8 | Math.min(255, d[p + i] + ((int) (phase * factors[i]) & 255));
                }
                argb[y * 512 + x] = pixel;
            }
        }
        return argb;
    }

    private static int[] sha(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        int[] unsigned = new int[digest.length];
        Arrays.setAll(unsigned, i -> digest[i] & 255);
        return unsigned;
    }

    private static String h16(String text) throws Exception {
        int[] d = sha(text);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            hex.append(String.format("%02x", d[i]));
        }
        return hex.toString();
    }

    private static String text(EngineResult result) {
        return new String(bytes(result), StandardCharsets.UTF_8);
    }
}
