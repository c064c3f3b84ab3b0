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
import dev.atelier.engine.api.ModelsFolder;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Says a text, with a voice that is always there or one that is installed. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.speech")
@Designate(ocd = SpeechConfig.class)
@EngineId(id = SpeechEngine.ID)
public final class SpeechEngine implements Engine, PartsOwner {
    static final String ID = "speech";

    private static final int SLOTS = 4;
    private static final double SPOKEN = 0.9;

    private final EngineDescriptor descriptor;
    private final Ffmpeg ffmpeg;
    private volatile String piperProgram;
    private final Piper piper;
    private final Espeak espeak;
    private final Voices voices;
    private final Compression compression;
    private final ExecutorService loader = Executors.newSingleThreadExecutor(SpeechEngine::loaderThread);

    @Activate
    public SpeechEngine(
            BundleContext context,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "ffmpeg") Ffmpeg ffmpeg,
            @Reference(name = "models") ModelsFolder models,
            SpeechConfig config) {
        this(
                context.getBundle().getVersion().toString(),
                programs,
                ffmpeg,
                new LocalModels(models::path, Piper.FORM, System::nanoTime),
                config.piper__program());
    }

    /** @param piperProgram its path, off, or empty for the one on the path */
    SpeechEngine(String version, Programs programs, Ffmpeg ffmpeg, LocalModels piperVoices, String piperProgram) {
        this.ffmpeg = ffmpeg;
        this.piperProgram = piperProgram;
        this.piper = new Piper(programs, () -> this.piperProgram, piperVoices);
        this.espeak = new Espeak(programs);
        this.voices = new Voices(piper, espeak, loader);
        this.compression = new Compression(ffmpeg, programs);
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Speech: an English voice that is always there, and those of Piper and espeak-ng where they are installed",
                Set.of(ID),
                Map.of(Kind.AUDIO_TTS, List.of(ID, Voices.FORMANT_MODEL, ID + ":*")),
                Isolation.IN_PROCESS,
                false,
                Needs.NONE,
                SLOTS);
    }

    @Modified
    void modified(SpeechConfig config) {
        piperProgram = config.piper__program();
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
        Optional<Voice> brought = piper.brought(job.source(), context);
        Voice voice = brought.isPresent() ? brought.get() : voices.pick(job.model(), task, context);
        compression.check(request.format(), context);
        boolean plain = request.format() == Request.Format.WAV;
        Path wav = Speaker.speak(request, voice, plain ? 1 : SPOKEN, context);
        Path sound = compression.to(request.format(), wav, context);
        context.checkCancelled();
        context.progress(1, "done");
        return new EngineResult.Media(Body.of(sound), request.format().ext());
    }

    @Override
    public List<Part> parts() {
        return List.of(
                new Part(
                        "kevin",
                        "FreeTTS, the English voice that is always there",
                        null,
                        null,
                        Part.State.IN_USE,
                        null,
                        false,
                        0),
                piper.part(),
                espeak.part(),
                ffmpeg.part());
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "nothing of this engine is fetched from here", false);
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        Task.Speech task = new Task.Speech("Ready.", KevinVoice.DEFAULT, null, null, Task.Speech.DEFAULT_EXT);
        Speaker.speak(Request.of(task), voices.pick(ID, task, context), 1, context);
    }
}
