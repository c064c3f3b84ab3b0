package dev.atelier.engine.whisper;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.model.samples.ParrotWhisper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class WhisperContractTest extends EngineContract {
    @TempDir
    Path own;

    private final AtomicInteger count = new AtomicInteger();
    private final Map<Engine, Kit> kits = new HashMap<>();

    @Override
    protected Engine engine() {
        Path folder = own.resolve("engine-" + count.incrementAndGet());
        try {
            new ParrotWhisper()
                    .write(Files.createDirectories(folder.resolve("models/stt")).resolve("parrot.bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Kit kit = new Kit(folder);
        WhisperEngine engine = engine(kit, folder);
        kits.put(engine, kit);
        return engine;
    }

    WhisperEngine engine(Kit kit, Path folder) {
        return kit.engine(folder.resolve("models"));
    }

    @Override
    protected void close(Engine engine) {
        ((WhisperEngine) engine).close();
        kits.remove(engine).close();
    }

    @Override
    protected Task taskOf(Kind kind) {
        return kind == Kind.AUDIO_STT ? Task.Transcription.of(Tones.url(Tones.wav(4))) : super.taskOf(kind);
    }
}
