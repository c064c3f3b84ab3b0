package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns a WAV file into what was asked for. */
final class Compression {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Ffmpeg ffmpeg;
    private final Programs programs;

    Compression(Ffmpeg ffmpeg, Programs programs) {
        this.ffmpeg = ffmpeg;
        this.programs = programs;
    }

    /** Before an hour of speech is made for nothing: throws when the format cannot be had here. */
    void check(Request.Format format, JobContext context) throws EngineException {
        if (format != Request.Format.WAV) {
            ffmpeg.program(context);
        }
    }

    Path to(Request.Format format, Path wav, JobContext context) throws EngineException {
        if (format == Request.Format.WAV) {
            return wav;
        }
        Path result = wav.resolveSibling("speech." + format.ext());
        List<String> command = new ArrayList<>(List.of(
                ffmpeg.program(context).toString(),
                "-nostdin",
                "-y",
                "-loglevel",
                "error",
                "-i",
                wav.toString(),
                "-map_metadata",
                "-1",
                "-fflags",
                "+bitexact",
                "-flags:a",
                "+bitexact"));
        command.addAll(codec(format));
        command.add(result.toString());
        programs.run(ProgramSpec.of("ffmpeg", command).withLimit(LIMIT), context)
                .orThrow();
        return result;
    }

    /** Both names of Ogg hold Opus: it is the better codec, and the free builds of ffmpeg have no other for it. */
    private static List<String> codec(Request.Format format) {
        return switch (format) {
            case MP3 -> List.of("-c:a", "libmp3lame", "-q:a", "4", "-f", "mp3");
            case OGG, OPUS -> List.of("-c:a", "libopus", "-b:a", "48k", "-f", "ogg");
            case FLAC -> List.of("-c:a", "flac", "-f", "flac");
            case WAV -> List.of();
        };
    }
}
