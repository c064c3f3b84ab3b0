package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes recordings of files of any format: plain WAV by itself, everything else through ffmpeg. */
final class Sounds {
    static final String BAD_INPUT = "bad_input";

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(12);

    /** Exit codes of a program that was ended or crashed; all others are ffmpeg's own. */
    private static final Set<Integer> ENDED = Set.of(134, 137, 139, 143);

    /**
     * Recordings and films, and no lists of other files: anybody may have written the file, and a list of files of this
     * machine would be read out to them.
     */
    private static final String FORMATS = "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,ac3,eac3,amr,ape,tta,wv,asf,avi,flv,"
            + "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpeg,mpegts";

    private final Ffmpeg ffmpeg;
    private final Programs programs;

    Sounds(Ffmpeg ffmpeg, Programs programs) {
        this.ffmpeg = ffmpeg;
        this.programs = programs;
    }

    Recording read(Path file, JobContext context) throws EngineException {
        context.progress(-1, "reading the sound");
        Path target = context.scratch().resolve("sound.pcm");
        try {
            Optional<Wav> wav = Wav.open(file);
            if (wav.isPresent()) {
                unpack(wav.get(), target, context);
            } else {
                convert(file, target, context);
            }
            Recording recording = Recording.of(target);
            if (recording.samples() == 0) {
                throw refused("decoded audio is empty");
            }
            if (recording.seconds() > LONGEST.toSeconds()) {
                throw refused("the recording is longer than " + LONGEST.toHours() + " hours; send it in parts");
            }
            return recording;
        } catch (IOException e) {
            throw EngineException.failed("the sound could not be read: " + e.getMessage(), e);
        }
    }

    private static void unpack(Wav wav, Path target, JobContext context) throws IOException, EngineException {
        try (wav;
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(target), 1 << 16))) {
            Resampler resampler = new Resampler(wav.rate(), Recording.RATE, sample -> out.writeShort(sample(sample)));
            long most = (LONGEST.toSeconds() + 1) * wav.rate();
            for (float[] samples = wav.next(); samples.length > 0 && most > 0; samples = wav.next()) {
                context.checkCancelled();
                for (float sample : samples) {
                    resampler.accept(sample);
                }
                most -= samples.length;
            }
            resampler.end();
        }
    }

    /** The low byte first. */
    private static int sample(float sample) {
        int value = Math.round(Math.max(-1, Math.min(1, sample)) * Short.MAX_VALUE);
        return Short.reverseBytes((short) value);
    }

    private void convert(Path file, Path target, JobContext context) throws EngineException {
        List<String> command = List.of(
                ffmpeg.program(context).toString(),
                "-nostdin",
                "-y",
                "-loglevel",
                "error",
                "-protocol_whitelist",
                "file",
                "-format_whitelist",
                FORMATS,
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-t",
                Long.toString(LONGEST.toSeconds() + 1),
                "-ac",
                "1",
                "-ar",
                Integer.toString(Recording.RATE),
                "-f",
                "s16le",
                target.toString());
        Exit exit = programs.run(ProgramSpec.of("ffmpeg", command).withLimit(LIMIT), context);
        if (ENDED.contains(exit.code())) {
            throw EngineException.failed(exit.toString(), null);
        }
        if (!exit.ok()) {
            String why = exit.lastError();
            throw refused("the input is no sound that ffmpeg can read" + (why == null ? "" : ": " + plain(why, file)));
        }
    }

    /** Without the path, which means nothing to who sent the sound. */
    private static String plain(String why, Path file) {
        return why.strip().replace(file.toString(), "input");
    }

    private static EngineException refused(String message) {
        return new EngineException(BAD_INPUT, message, false);
    }
}
