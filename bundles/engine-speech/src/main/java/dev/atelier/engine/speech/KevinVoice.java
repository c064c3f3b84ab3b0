package dev.atelier.engine.speech;

import com.sun.speech.freetts.OutputQueue;
import com.sun.speech.freetts.audio.NullAudioPlayer;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A voice of FreeTTS: English, from the bundle, loaded when it first speaks. */
final class KevinVoice implements Voice {
    static final String DEFAULT = "kevin16";
    static final String NARROW = "kevin";

    private static final long LOOK_MS = 50;

    private final String name;
    private final int rate;
    private final Executor loader;
    private @Nullable CompletableFuture<com.sun.speech.freetts.Voice> loading;

    private KevinVoice(String name, int rate, Executor loader) {
        this.name = name;
        this.rate = rate;
        this.loader = loader;
    }

    /** @param loader where voices are loaded, so that a job cancelled meanwhile need not wait for it */
    static KevinVoice wide(Executor loader) {
        return new KevinVoice(DEFAULT, 16_000, loader);
    }

    static KevinVoice narrow(Executor loader) {
        return new KevinVoice(NARROW, 8_000, loader);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rate() {
        return rate;
    }

    @Override
    public short[] say(String piece, double speed, JobContext context) throws EngineException {
        return say(loaded(context), piece, speed, context);
    }

    /** One at a time: the library's voice holds the utterance it works at. Pieces are short, so nobody waits long. */
    private synchronized short[] say(com.sun.speech.freetts.Voice voice, String piece, double speed, JobContext context)
            throws EngineException {
        Capture capture = new Capture(context);
        voice.setAudioPlayer(capture);
        voice.setDurationStretch((float) (1 / speed));
        try {
            boolean said = voice.speak(piece);
            context.checkCancelled();
            if (!said) {
                throw EngineException.failed(name + " could not say a part of the text", null);
            }
        } catch (RuntimeException e) {
            throw EngineException.failed(name + " could not say a part of the text", e);
        } finally {
            voice.setAudioPlayer(new NullAudioPlayer()); // lets go of the samples
        }
        return capture.samples();
    }

    private com.sun.speech.freetts.Voice loaded(JobContext context) throws EngineException {
        CompletableFuture<com.sun.speech.freetts.Voice> voice = loading();
        try {
            while (!voice.isDone()) {
                context.checkCancelled();
                waitFor(voice);
            }
            return voice.get();
        } catch (ExecutionException e) {
            throw EngineException.failed("the voice " + name + " could not be loaded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    private static void waitFor(CompletableFuture<?> voice) throws ExecutionException, InterruptedException {
        try {
            voice.get(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Time to look whether anybody still wants it.
        }
    }

    private synchronized CompletableFuture<com.sun.speech.freetts.Voice> loading() {
        CompletableFuture<com.sun.speech.freetts.Voice> begun = loading;
        if (begun == null || begun.isCompletedExceptionally()) {
            begun = CompletableFuture.supplyAsync(this::load, loader);
            loading = begun;
        }
        return begun;
    }

    /** The directory of voices is asked itself: the library's manager reads system properties and the class path. */
    private com.sun.speech.freetts.Voice load() {
        com.sun.speech.freetts.Voice voice = Arrays.stream(new KevinVoiceDirectory().getVoices())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        // Without a queue the library would start a thread to play from; without one later, it plays at once.
        voice.setOutputQueue(new OutputQueue());
        voice.allocate();
        voice.setOutputQueue(null);
        return voice;
    }
}
