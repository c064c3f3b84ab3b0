package dev.atelier.engine.whisper;

import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Part.State;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the engine stands on. */
final class WhisperParts {
    private final String library;
    private final Backend child;
    private final Outside outside;
    private final Ffmpeg ffmpeg;

    /**
     * @param library its version
     * @param child in which it runs
     */
    WhisperParts(String library, Backend child, Outside outside, Ffmpeg ffmpeg) {
        this.library = library;
        this.child = child;
        this.outside = outside;
        this.ffmpeg = ffmpeg;
    }

    List<Part> list() {
        Health runs = child.health();
        Health reads = ffmpeg.health();
        Optional<Path> server = outside.server().find();
        Optional<Path> cli = outside.cli().find();
        boolean spare = server.isPresent() || cli.isPresent();
        return List.of(
                program(
                        outside.server(),
                        "whisper-server of whisper.cpp: keeps its model, and tells the times of words",
                        server,
                        State.IN_USE),
                program(
                        outside.cli(),
                        "whisper-cli of whisper.cpp: tells the times of words",
                        cli,
                        server.isPresent() ? State.SPARE : State.IN_USE),
                new Part(
                        "whisper-jni",
                        "whisper.cpp for Java, in a process of its own",
                        library,
                        null,
                        !runs.available() ? State.BROKEN : spare ? State.SPARE : State.IN_USE,
                        runs.reason(),
                        false,
                        0),
                new Part(
                        "ffmpeg",
                        "Reads recordings of every format but WAV, which needs nothing",
                        null,
                        null,
                        reads.available() ? State.IN_USE : State.MISSING,
                        reads.available() ? null : reads.reason() + ": " + reads.remedy(),
                        false,
                        0));
    }

    private static Part program(Tool tool, String title, Optional<Path> there, State found) {
        return new Part(
                tool.name(),
                title,
                null,
                there.map(Path::toString).orElse(null),
                there.isPresent() ? found : State.MISSING,
                there.isPresent() ? null : missing(tool),
                false,
                0);
    }

    private static String missing(Tool tool) {
        String setting = tool.name().replace('-', '_');
        return tool.off()
                ? "switched off by " + setting
                : "install whisper.cpp, or put the path of its " + tool.name() + " into " + setting
                        + "; the times of words need one of its programs";
    }
}
