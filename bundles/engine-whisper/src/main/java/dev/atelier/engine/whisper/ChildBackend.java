package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Child;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.api.Children;
import dev.atelier.engine.host.api.Unpacked;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.whisper.Models.Model;
import dev.atelier.engine.whisper.child.WhisperWorker;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** The library in a process of its own, which keeps the model it loaded for the next window and the next job. */
final class ChildBackend implements Backend {
    private static final String JAR = "lib/whisper-jni.jar";
    private static final int MOST_THREADS = 4;
    private static final double PER_SECOND = 100;

    private final Child child;

    /**
     * @param name of this child among the others of the engine
     * @param idle after which it goes, with the model it has loaded
     */
    ChildBackend(Children children, Unpacked unpacked, Path folder, String name, Duration idle) {
        this.child = children.open(ChildSpec.of(
                        WhisperEngine.ID,
                        WhisperWorker.class.getName(),
                        () -> List.of(unpacked.classes(WhisperWorker.class), unpacked.file(WhisperEngine.class, JAR)),
                        folder.resolve(name))
                // Without it an abort takes a second longer, for a trace of the native stack.
                .withEnvironment(Map.of("GGML_NO_BACKTRACE", "1"))
                .withIdle(idle));
    }

    @Override
    public int longest(Model model, Way way) {
        return Windows.LONGEST;
    }

    /** The library tells no times of words. */
    @Override
    public Heard hear(Model model, Way way, Windows.Window window, DoubleConsumer share, JobContext context)
            throws EngineException {
        Fields request = fields(model)
                .put("samples", window.bytes())
                .put("language", way.language())
                .put("translate", way.translate())
                .put("hint", way.hint())
                .put("threads", Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        Fields answer = child.call(request, model.subject(), context, text -> {});
        LongBuffer times = ByteBuffer.wrap(answer.bytes("times")).asLongBuffer();
        List<Heard.Segment> segments = new ArrayList<>();
        for (String text : answer.list("texts")) {
            segments.add(new Heard.Segment(times.get() / PER_SECOND, times.get() / PER_SECOND, text));
        }
        return new Heard(segments, answer.text("language", null));
    }

    @Override
    public void load(Model model, JobContext context) throws EngineException {
        child.call(fields(model), model.subject(), context);
    }

    private static Fields fields(Model model) {
        return new Fields().put("model", model.file().toString()).put("modified", model.modified());
    }

    @Override
    public boolean alive() {
        return child.warm();
    }

    @Override
    public Health health() {
        return child.health();
    }

    @Override
    public Health health(String subject) {
        return child.health(subject);
    }

    @Override
    public void close() {
        child.close();
    }
}
