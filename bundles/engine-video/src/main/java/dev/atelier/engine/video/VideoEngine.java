package dev.atelier.engine.video;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineDescriptor.Isolation;
import dev.atelier.engine.api.EngineDescriptor.Needs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.codecs.api.Pictures;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes films out of prompts and pictures. What it can do without ffmpeg is GIF, which is why it always serves. */
@Component(service = Engine.class)
@EngineId(id = VideoEngine.ID)
public final class VideoEngine implements Engine, PartsOwner {
    static final String ID = "video";

    private static final int SLOTS = 2;

    private final EngineDescriptor descriptor;
    private final Ffmpeg ffmpeg;
    private final FfmpegRecorder recorder;

    @Activate
    public VideoEngine(
            BundleContext context,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "ffmpeg") Ffmpeg ffmpeg) {
        this(context.getBundle().getVersion().toString(), programs, ffmpeg);
    }

    VideoEngine(String version, Programs programs, Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
        this.recorder = new FfmpegRecorder(programs);
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Films drawn from a prompt, or moving over a picture",
                Set.of(ID),
                Map.of(Kind.VIDEO, List.of(ID, RingFilm.MODEL, ID + ":*")),
                Isolation.PROGRAM,
                false,
                Needs.NONE,
                SLOTS);
    }

    @Override
    public EngineDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Video task)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        context.checkCancelled();
        if (job.model().equals(RingFilm.MODEL)) {
            return done(GifRecorder.record(RingFilm.of(task), RingFilm.FPS, context), Request.Format.GIF, context);
        }
        Request request = Request.of(task);
        if (request.format() == Request.Format.GIF && !ffmpeg.health().available()) {
            return done(
                    GifRecorder.record(film(task, request, context), request.fps(), context),
                    request.format(),
                    context);
        }
        Path program = ffmpeg.program(context);
        return done(
                recorder.record(program, film(task, request, context), request, context), request.format(), context);
    }

    private static Film film(Task.Video task, Request request, JobContext context) throws EngineException {
        String url = task.initImageUrl();
        if (url == null || url.isBlank()) {
            return new DrawnFilm(request);
        }
        context.progress(-1, "reading the picture");
        Path file = context.input(url);
        try {
            return new MovingPicture(
                    request, Pictures.readScaled(file, 2 * Math.max(request.width(), request.height())));
        } catch (IOException e) {
            throw Request.refused("initImageUrl is no picture that can be read: " + e.getMessage());
        }
    }

    private static EngineResult done(Path file, Request.Format format, JobContext context) throws EngineException {
        context.checkCancelled();
        context.progress(1, "done");
        return new EngineResult.Media(Body.of(file), format.ext());
    }

    @Override
    public List<Part> parts() {
        return List.of(ffmpeg.part());
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "nothing of this engine is fetched from here", false);
    }

    /** A film of a few small frames. Without ffmpeg there is still GIF to be tested. */
    @Override
    public void selfTest(JobContext context) throws EngineException {
        boolean whole = ffmpeg.health().available();
        Task.Video task = new Task.Video(
                "Ready.", null, null, 0.25, 8, 64, 64, whole ? Request.Format.MP4.ext() : Request.Format.GIF.ext());
        Request request = Request.of(task);
        Film film = new DrawnFilm(request);
        if (whole) {
            recorder.record(ffmpeg.program(context), film, request, context);
        } else {
            GifRecorder.record(film, request.fps(), context);
        }
    }
}
