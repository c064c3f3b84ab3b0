package dev.atelier.engine.speech;

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
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Says a text, with a voice that is always there or one that is installed. */
@Component(service = Engine.class)
@EngineId(id = SpeechEngine.ID)
public final class SpeechEngine implements Engine {
    static final String ID = "speech";

    private static final int SLOTS = 4;
    private static final double SPOKEN = 0.9;

    private final EngineDescriptor descriptor;
    private final Voices voices;
    private final Compression compression;
    private final ExecutorService loader = Executors.newSingleThreadExecutor(SpeechEngine::loaderThread);

    @Activate
    public SpeechEngine(
            BundleContext context,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "ffmpeg") Ffmpeg ffmpeg) {
        this(context.getBundle().getVersion().toString(), programs, ffmpeg);
    }

    SpeechEngine(String version, Programs programs, Ffmpeg ffmpeg) {
        this.voices = new Voices(new Espeak(programs), loader);
        this.compression = new Compression(ffmpeg, programs);
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Speech: an English voice that is always there, and those of espeak-ng where it is installed",
                Set.of(ID),
                Map.of(Kind.AUDIO_TTS, List.of(ID, Voices.FORMANT_MODEL, ID + ":*")),
                Isolation.IN_PROCESS,
                false,
                Needs.NONE,
                SLOTS);
    }

    /** A voice that is being loaded is read from this bundle: nothing to wait for. */
    @Deactivate
    void stop() {
        loader.shutdownNow();
    }

    private static Thread loaderThread(Runnable work) {
        Thread thread = new Thread(work, "engine-speech-loader");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public EngineDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Speech task)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        context.checkCancelled();
        Request request = Request.of(task);
        Voice voice = voices.pick(job.model(), task, context);
        compression.check(request.format());
        boolean plain = request.format() == Request.Format.WAV;
        Path wav = Speaker.speak(request, voice, plain ? 1 : SPOKEN, context);
        Path sound = compression.to(request.format(), wav, context);
        context.checkCancelled();
        context.progress(1, "done");
        return new EngineResult.Media(Body.of(sound), request.format().ext());
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        Task.Speech task = Task.Speech.of("Ready.");
        Speaker.speak(Request.of(task), voices.pick(ID, task, context), 1, context);
    }
}
