package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A voice of espeak-ng. The text goes in by its standard input, where nobody else on the machine can read it. */
final class EspeakVoice implements Voice {
    private static final int RATE = 22_050;
    private static final int RATE_AT = 24;
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final double WORDS_A_MINUTE = 175;
    private static final int SLOWEST = 80;
    private static final int FASTEST = 700;

    private final Programs programs;
    private final Path program;
    private final String id;

    EspeakVoice(Programs programs, Path program, String id) {
        this.programs = programs;
        this.program = program;
        this.id = id;
    }

    @Override
    public String name() {
        return Espeak.PREFIX + id;
    }

    @Override
    public int rate() {
        return RATE;
    }

    @Override
    public short[] say(String piece, double speed, JobContext context) throws EngineException {
        long pace = Math.round(Math.min(FASTEST, Math.max(SLOWEST, WORDS_A_MINUTE * speed)));
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        ProgramSpec spec = ProgramSpec.of(
                        "espeak-ng",
                        List.of(
                                program.toString(),
                                "-v",
                                id,
                                "-s",
                                Long.toString(pace),
                                "-b",
                                "1",
                                "--stdin",
                                "--stdout"))
                .withInput(piece.getBytes(StandardCharsets.UTF_8))
                .withOutput(in -> heard.writeBytes(in.readNBytes(MOST_BYTES)))
                .withLimit(LIMIT);
        programs.run(spec, context).orThrow();
        return samples(heard.toByteArray());
    }

    /** The head says nothing of the length, since it was written before the sound was made. */
    private short[] samples(byte[] wav) throws EngineException {
        if (wav.length <= WavFile.HEADER) {
            return new short[0];
        }
        ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(RATE_AT) != RATE) {
            throw EngineException.failed(
                    name() + " answered with " + bytes.getInt(RATE_AT) + " samples a second", null);
        }
        short[] samples = new short[(wav.length - WavFile.HEADER) / Short.BYTES];
        bytes.position(WavFile.HEADER);
        bytes.asShortBuffer().get(samples);
        return samples;
    }
}
