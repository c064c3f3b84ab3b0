package dev.atelier.engine.video;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How ffmpeg is told to write a format. Builds of it differ in their encoders, and one that is listed need not work:
 * the first that encodes a test frame is taken. The answers are kept as long as the program is the same.
 */
final class Encoding {
    private static final List<String> PROBE_BEFORE = List.of(
            "-nostdin", "-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "color=c=gray:s=128x128:r=10:d=0.2");
    private static final List<String> PROBE_AFTER = List.of("-f", "null", "-");

    /** An encoder and how it is set. */
    private record Choice(String encoder, List<String> options) {}

    private final Programs programs;

    Encoding(Programs programs) {
        this.programs = programs;
    }

    /** The arguments between input and output file. */
    List<String> arguments(Path ffmpeg, Request request, JobContext context) throws EngineException {
        List<String> arguments = new ArrayList<>(filter(request.format()));
        Choice choice = working(ffmpeg, request, context);
        arguments.addAll(List.of("-c:v", choice.encoder()));
        arguments.addAll(choice.options());
        arguments.addAll(muxer(request.format()));
        return arguments;
    }

    private Choice working(Path ffmpeg, Request request, JobContext context) throws EngineException {
        List<Choice> choices = choices(request);
        for (Choice choice : choices) {
            List<String> probe = new ArrayList<>(PROBE_BEFORE);
            probe.addAll(filter(request.format()));
            probe.addAll(List.of("-c:v", choice.encoder()));
            probe.addAll(choice.options());
            probe.addAll(PROBE_AFTER);
            ProbeResult answer = programs.probe(ffmpeg, probe, context);
            if (answer.ok()) {
                return choice;
            }
            if (!answer.started()) {
                throw EngineException.failed("ffmpeg did not answer: " + answer.text(), null); // a machine too busy
            }
        }
        throw new EngineException(
                "encoder_missing",
                "the ffmpeg on this machine cannot write " + request.format().ext() + " (it has none of "
                        + String.join(
                                ", ", choices.stream().map(Choice::encoder).toList())
                        + "): install another, or empty the setting ffmpeg_path",
                false);
    }

    private static List<Choice> choices(Request request) {
        return switch (request.format()) {
            case MP4 ->
                List.of(
                        new Choice("libx264", List.of("-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p")),
                        new Choice("libopenh264", List.of("-b:v", bitRate(request), "-pix_fmt", "yuv420p")),
                        new Choice("mpeg4", List.of("-q:v", "3", "-pix_fmt", "yuv420p")));
            case WEBM ->
                List.of(
                        new Choice(
                                "libvpx-vp9",
                                List.of(
                                        "-crf",
                                        "32",
                                        "-b:v",
                                        "0",
                                        "-deadline",
                                        "realtime",
                                        "-cpu-used",
                                        "6",
                                        "-row-mt",
                                        "1",
                                        "-pix_fmt",
                                        "yuv420p")),
                        new Choice("libvpx", List.of("-crf", "12", "-b:v", bitRate(request), "-pix_fmt", "yuv420p")));
            case GIF -> List.of(new Choice("gif", List.of()));
            case WEBP -> List.of(new Choice("libwebp_anim", List.of("-quality", "80", "-compression_level", "3")));
        };
    }

    /** In rounded steps, since each answer of a test frame is kept by its arguments. */
    private static String bitRate(Request request) {
        long kilobits = (long) request.width() * request.height() * request.fps() / 7_000;
        return Math.max(500, kilobits / 500 * 500) + "k";
    }

    private static List<String> filter(Request.Format format) {
        // A palette for each frame: one for all would need the whole film in memory.
        return format == Request.Format.GIF
                ? List.of(
                        "-filter_complex",
                        "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=bayer:bayer_scale=4")
                : List.of();
    }

    private static List<String> muxer(Request.Format format) {
        return switch (format) {
            case MP4 -> List.of("-movflags", "+faststart", "-f", "mp4");
            case WEBM -> List.of("-f", "webm");
            case GIF -> List.of("-loop", "0", "-f", "gif");
            case WEBP -> List.of("-loop", "0", "-f", "webp");
        };
    }
}
