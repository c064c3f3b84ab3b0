package dev.atelier.engine.synthetic;

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
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Answers every kind of task at once, from nothing but the task. */
@Component(service = Engine.class)
@EngineId(id = SyntheticEngine.ID)
public final class SyntheticEngine implements Engine {
    static final String ID = "synthetic";

    private static final int SLOTS = 8;
    private static final int SELF_TEST_SIDE = 32;
    private static final String WEBP = "webp";

    private final EngineDescriptor descriptor;

    @Activate
    public SyntheticEngine(BundleContext context) {
        this(context.getBundle().getVersion().toString());
    }

    SyntheticEngine(String version) {
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Synthetic answers of every kind, for trying out",
                Set.of(ID),
                Map.of(
                        Kind.IMAGE, List.of(ID, "synthetic-image"),
                        Kind.LLM, List.of(ID, "synthetic-llm"),
                        Kind.AUDIO_STT, List.of(ID, "synthetic-stt"),
                        Kind.AUDIO_TTS, List.of(ID, "synthetic-tts"),
                        Kind.VIDEO, List.of(ID, "synthetic-video")),
                Isolation.IN_PROCESS,
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
        return make(job.task(), Painter.SIDE, context);
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        for (Task task : List.of(
                Task.Image.of("self-test").withExt("png"),
                Task.Llm.of(List.of(new Task.Message("user", "self-test"))),
                Task.Transcription.of("self-test"),
                Task.Speech.of("self-test"),
                Task.Video.of("self-test"))) {
            make(task, SELF_TEST_SIDE, context);
        }
    }

    private static EngineResult make(Task task, int side, JobContext context) throws EngineException {
        context.checkCancelled();
        Draft draft = task.fold(
                image -> () -> paint(image.prompt(), side, image.ext(), context),
                llm -> () -> {
                    Texts.reply(llm.messages()).forEach(context::text);
                    return new EngineResult.Json(Texts.chat(llm.messages()));
                },
                stt -> () -> new EngineResult.Json(Texts.transcript(stt.inputUrl(), stt.language())),
                tts -> () -> new EngineResult.Media(Body.of(Tone.wav(tts.text())), "wav"),
                video -> () -> paint(video.prompt(), side, WEBP, context));
        EngineResult result = draft.finish();
        context.checkCancelled();
        context.progress(1, "done");
        return result;
    }

    /** Work chosen by the kind of the task but done outside the fold, where it may fail. */
    private interface Draft {
        EngineResult finish() throws EngineException;
    }

    private static EngineResult paint(String prompt, int side, String ext, JobContext context) throws EngineException {
        Picture picture = Painter.paint(prompt, side, context);
        context.progress(0.5, "encoding");
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try {
            if (ext.equals(WEBP)) {
                Pictures.writeWebp(picture, out);
            } else {
                Pictures.writePng(picture, out);
            }
        } catch (IOException e) {
            throw EngineException.failed("the picture could not be encoded", e);
        }
        return new EngineResult.Media(Body.of(out.toByteArray()), ext);
    }
}
