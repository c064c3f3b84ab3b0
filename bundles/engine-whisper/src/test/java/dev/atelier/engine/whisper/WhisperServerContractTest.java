package dev.atelier.engine.whisper;

import java.nio.file.Path;

/** With a server instead of the library. */
class WhisperServerContractTest extends WhisperContractTest {
    @Override
    WhisperEngine engine(Kit kit, Path folder) {
        String server = FakeWhisper.server(folder.resolve("tools")).toString();
        return kit.engine(folder.resolve("models"), Ggml::read, new WhisperSettings(server, "off"));
    }
}
