package dev.atelier.wire.api;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Frames made of anything their types allow. */
final class RandomFrames {
    private static final List<Kind> KINDS = List.of(Kind.IMAGE, Kind.LLM, Kind.AUDIO_STT, Kind.AUDIO_TTS, Kind.VIDEO);
    private static final String ALPHABET = "aZ0 \"\\\n\t/\u0001\u007f\u00e9\u4e2d\u2028\ud800\udc00\ufffe";

    private final Random random;

    RandomFrames(Random random) {
        this.random = random;
    }

    WorkerFrame worker() {
        return switch (random.nextInt(8)) {
            case 0 -> new WorkerFrame.Hello(new Secret(text()), capabilities());
            case 1 -> new WorkerFrame.Heartbeat(capabilities(), maybe(this::text));
            case 2 -> new WorkerFrame.Accept(text());
            case 3 -> new WorkerFrame.Reject(text(), text(), maybe(() -> any(RejectCode.values())));
            case 4 -> new WorkerFrame.CompleteJson(text(), json(), maybe(this::text));
            case 5 -> new WorkerFrame.Fail(text(), text(), random.nextBoolean());
            case 6 -> new WorkerFrame.LogBatch(several(this::entry));
            default -> new WorkerFrame.ReadyForMore();
        };
    }

    StudioFrame studio() {
        return switch (random.nextInt(8)) {
            case 0 -> new StudioFrame.Welcome(text(), text());
            case 1 -> new StudioFrame.HeartbeatAck();
            case 2 -> new StudioFrame.CompleteAck(text());
            case 3 -> new StudioFrame.FailAck(text());
            case 4 -> new StudioFrame.Failure(any(StudioErrorCode.values()), text());
            default -> new StudioFrame.Offer(claim());
        };
    }

    private Claim claim() {
        String jobId = "j" + random.nextInt();
        return new Claim(jobId, text(), text(), text(), number(), task(), source());
    }

    private Task task() {
        return switch (any(KINDS.toArray(Kind[]::new))) {
            case IMAGE ->
                new Task.Image(
                        text(),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::number),
                        maybe(this::number),
                        maybe(this::text),
                        count(),
                        count(),
                        count(),
                        maybe(random::nextLong),
                        text());
            case LLM ->
                new Task.Llm(
                        several(() -> new Task.Message(text(), text())),
                        maybe(this::text),
                        count(),
                        number(),
                        maybe(this::number),
                        several(this::text),
                        maybe(this::jsonObject),
                        maybe(this::text),
                        maybe(this::jsonObject));
            case AUDIO_STT ->
                new Task.Transcription(
                        text(),
                        maybe(this::text),
                        maybe(random::nextBoolean),
                        maybe(this::text),
                        maybe(random::nextBoolean),
                        maybe(() -> any(new String[] {"segment", "word"})));
            case AUDIO_TTS -> new Task.Speech(text(), text(), maybe(this::number), maybe(this::text), text());
            default ->
                new Task.Video(
                        text(),
                        maybe(this::text),
                        maybe(this::text),
                        number(),
                        maybe(this::count),
                        count(),
                        count(),
                        text());
        };
    }

    private ModelSource source() {
        return new ModelSource(
                "e" + text(),
                several(() -> new ModelSource.File(
                        any(ModelSource.Role.values()),
                        text(),
                        text(),
                        maybe(() -> random.nextLong() >>> 1),
                        maybe(this::text))),
                new ModelSource.Defaults(
                        number(),
                        count(),
                        count(),
                        count(),
                        maybe(this::text),
                        maybe(this::number),
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean),
                        maybe(this::number),
                        maybe(this::count),
                        maybe(this::jsonObject)));
    }

    private Capabilities capabilities() {
        Map<Kind, List<String>> perKind = new EnumMap<>(Kind.class);
        several(() -> any(KINDS.toArray(Kind[]::new))).forEach(kind -> perKind.put(kind, several(this::text)));
        return new Capabilities(
                text(),
                text(),
                text(),
                text(),
                number(),
                number(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                maybe(() -> any(Capabilities.Presence.values())),
                several(() -> any(KINDS.toArray(Kind[]::new))),
                several(this::text),
                perKind);
    }

    private LogEntry entry() {
        Instant ts = Instant.ofEpochMilli(random.nextLong() >> 16);
        return new LogEntry(ts, any(LogEntry.Level.values()), text(), text(), maybe(this::text));
    }

    private String json() {
        return switch (random.nextInt(5)) {
            case 0 -> "null";
            case 1 -> new BigDecimal(number()).toString();
            case 2 -> "[1.500,-0.1,12345678901234567890,true,2E+400]";
            default -> jsonObject();
        };
    }

    private String jsonObject() {
        return "{\"a\":[{\"b\":" + random.nextLong() + "}],\"c\":null}";
    }

    private double number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt();
            case 2 -> random.nextDouble() * Double.MAX_VALUE;
            default -> random.nextGaussian();
        };
    }

    private int count() {
        return random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(4096);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> several(Supplier<T> value) {
        return new ArrayList<>(Stream.generate(value).limit(random.nextInt(4)).toList());
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }
}
