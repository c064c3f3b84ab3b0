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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A voice of Piper. The text goes in by its standard input, where nobody else on the machine can read it. It loads its
 * network every time, so it says much at once.
 */
final class PiperVoice implements Voice {
    private static final int LONGEST = 2_000;
    private static final int MOST_BYTES = 128 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Programs programs;
    private final Path program;
    private final PiperVoiceFile file;
    private final @Nullable Integer speaker;

    PiperVoice(Programs programs, Path program, PiperVoiceFile file, @Nullable Integer speaker) {
        this.programs = programs;
        this.program = program;
        this.file = file;
        this.speaker = speaker;
    }

    @Override
    public String name() {
        return Piper.PREFIX + file.name() + (speaker == null ? "" : "+" + speaker);
    }

    @Override
    public int rate() {
        return file.rate();
    }

    @Override
    public int longest() {
        return LONGEST;
    }

    @Override
    public short[] say(String piece, double speed, JobContext context) throws EngineException {
        String line = piece.replaceAll("\\s+", " ").strip(); // it says every line as a text of its own
        if (line.isEmpty()) {
            return new short[0];
        }
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--model", file.network().toString(), "--output_raw"));
        if (speed != 1) {
            command.addAll(List.of("--length_scale", Double.toString(file.lengthScale() / speed)));
        }
        if (speaker != null) {
            command.addAll(List.of("--speaker", Integer.toString(speaker)));
        }
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        ProgramSpec spec = ProgramSpec.of("piper", command)
                .withInput((line + "\n").getBytes(StandardCharsets.UTF_8))
                .withOutput(in -> heard.writeBytes(in.readNBytes(MOST_BYTES)))
                .withLimit(LIMIT);
        programs.run(spec, context).orThrow();
        short[] samples = new short[heard.size() / Short.BYTES];
        ByteBuffer.wrap(heard.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        return samples;
    }
}
