package dev.atelier.engine.whisper.child;

import dev.atelier.engine.host.child.Call;
import dev.atelier.engine.host.child.Failure;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.host.child.Worker;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperContextParams;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one model loaded and has it listen, half a minute at a time: the library cannot be stopped within one. One call
 * at a time: the others wait.
 */
public final class WhisperWorker implements Worker {
    private static final long TURN_MS = 20;

    /** Tokens of a hint that are looked at; without one a window is heard without what came before it. */
    private static final int MOST_HINT = 224;

    private final ReentrantLock turn = new ReentrantLock();
    private final WhisperJNI library = new WhisperJNI();
    private final LibraryLog log = new LibraryLog();
    private @Nullable WhisperContext model;
    private String loaded = "";

    @Override
    public void open() throws IOException {
        WhisperJNI.loadLibrary();
        WhisperJNI.setLibraryLogger(log::heard);
    }

    @Override
    public Fields answer(Fields request, Call call) throws Failure, InterruptedException {
        // Who waits looks up now and then: a call that does not hear its cancel would cost the one that runs its child.
        do {
            if (call.cancelled()) {
                throw Failure.cancelled();
            }
        } while (!turn.tryLock(TURN_MS, TimeUnit.MILLISECONDS));
        try {
            WhisperContext ready = load(request, call);
            return request.has("samples") ? hear(ready, request) : new Fields();
        } finally {
            turn.unlock();
        }
    }

    private WhisperContext load(Fields request, Call call) throws Failure {
        String path = request.text("model");
        String wanted = path + '\n' + request.number("modified", 0);
        WhisperContext there = model;
        if (there != null && loaded.equals(wanted)) {
            return there;
        }
        if (there != null) {
            model = null;
            there.close(); // one at a time: two may not fit
        }
        call.progress(-1, "loading the model");
        long start = System.nanoTime();
        WhisperContext fresh = init(path);
        model = fresh;
        loaded = wanted;
        call.log("model loaded in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        return fresh;
    }

    private WhisperContext init(String path) throws Failure {
        WhisperContextParams parameters = new WhisperContextParams();
        parameters.useGPU = false; // the library that comes along knows none
        log.clear();
        WhisperContext fresh;
        try {
            fresh = library.init(Path.of(path), parameters);
        } catch (IOException e) {
            throw new Failure("model_unusable", "the model cannot be loaded: " + e.getMessage(), true);
        }
        if (fresh == null) {
            throw new Failure("model_unusable", "the model cannot be loaded: " + log.complaint(), true);
        }
        return fresh;
    }

    private Fields hear(WhisperContext ready, Fields request) throws Failure {
        String language = request.text("language", null);
        float[] samples = Samples.of(request.bytes("samples"));
        log.clear();
        int code = library.full(ready, parameters(request, language), samples, samples.length);
        if (code != 0) {
            throw new Failure("engine_failed", "the library gave up with " + code + ": " + log.complaint(), true);
        }
        int count = library.fullNSegments(ready);
        List<String> texts = new ArrayList<>();
        ByteBuffer times = ByteBuffer.wrap(new byte[2 * Long.BYTES * count]);
        for (int i = 0; i < count; i++) {
            texts.add(Characters.whole(library.fullGetSegmentText(ready, i)));
            times.putLong(library.fullGetSegmentTimestamp0(ready, i));
            times.putLong(library.fullGetSegmentTimestamp1(ready, i));
        }
        return new Fields()
                .put("texts", texts)
                .put("times", times.array())
                .put("language", language == null ? log.language() : null);
    }

    private static WhisperFullParams parameters(Fields request, @Nullable String language) {
        WhisperFullParams parameters = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
        parameters.nThreads = (int) request.number("threads", 1);
        parameters.language = language;
        parameters.translate = request.flag("translate");
        parameters.suppressNonSpeechTokens = true;
        parameters.printProgress = false;
        parameters.printTimestamps = false;
        // What it believes to have heard before leads it into saying it again, and again.
        parameters.nMaxTextCtx = 0;
        String hint = request.text("hint", null);
        if (hint != null) {
            parameters.initialPrompt = Characters.plain(hint);
            parameters.nMaxTextCtx = MOST_HINT;
        }
        return parameters;
    }
}
