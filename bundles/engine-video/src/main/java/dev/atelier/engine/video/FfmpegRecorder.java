package dev.atelier.engine.video;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Draws a film frame by frame into ffmpeg, which takes the next when it is done with the one before. */
final class FfmpegRecorder {
    /** Short: half a film is of use to nobody, so ffmpeg need not bring it to a good end. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Duration LIMIT = Duration.ofHours(1);
    private static final String FRAME = "frame=";

    private final Programs programs;
    private final Encoding encoding;

    FfmpegRecorder(Programs programs) {
        this.programs = programs;
        this.encoding = new Encoding(programs);
    }

    Path record(Path ffmpeg, Film film, Request request, JobContext context) throws EngineException {
        Path file = context.scratch().resolve("film." + request.format().ext());
        List<String> command = new ArrayList<>(List.of(
                ffmpeg.toString(),
                "-nostdin",
                "-y",
                "-hide_banner",
                "-loglevel",
                "error",
                "-progress",
                "pipe:1",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "bgr0",
                "-s",
                film.width() + "x" + film.height(),
                "-r",
                Integer.toString(request.fps()),
                "-i",
                "pipe:0"));
        command.addAll(encoding.arguments(ffmpeg, request, context));
        command.addAll(
                List.of("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", file.toString()));
        AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
        Exit exit = programs.run(
                ProgramSpec.of("ffmpeg", command)
                        .withInput(out -> {
                            try {
                                draw(film, out, context);
                            } catch (RuntimeException e) {
                                broken.set(e);
                            }
                        })
                        .withLines(line -> progress(line, film, context))
                        .withLimit(LIMIT)
                        .withGrace(GRACE),
                context);
        RuntimeException e = broken.get();
        if (e != null) {
            throw EngineException.failed("a frame could not be drawn", e);
        }
        if (!exit.ok()) {
            throw EngineException.failed(reason(exit), null);
        }
        return file;
    }

    private static void draw(Film film, OutputStream out, JobContext context) throws IOException {
        int[] pixels = new int[film.width() * film.height()];
        ByteBuffer bytes = ByteBuffer.allocate(pixels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < film.frames() && !context.cancelled(); i++) {
            film.draw(i, pixels);
            bytes.asIntBuffer().put(pixels);
            out.write(bytes.array());
        }
    }

    private static void progress(String line, Film film, JobContext context) {
        if (line.startsWith(FRAME)) {
            int done = Math.min(
                    film.frames(), number(line.substring(FRAME.length()).strip()));
            context.progress((double) done / film.frames(), "frame " + done + " of " + film.frames());
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** What it wrote first is what went wrong; what follows are consequences. */
    private static String reason(Exit exit) {
        return exit.errors()
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(first -> "ffmpeg ended with " + exit.code() + ": " + first.strip())
                .orElse(exit.toString());
    }
}
