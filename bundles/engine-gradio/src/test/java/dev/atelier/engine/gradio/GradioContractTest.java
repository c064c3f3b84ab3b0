package dev.atelier.engine.gradio;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.tck.EngineContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

class GradioContractTest extends EngineContract {
    private static final String PROMPT =
            "{\"label\":\"Prompt\",\"parameter_name\":\"prompt\",\"component\":\"Textbox\",\"parameter_has_default\":false}";

    private final Map<Engine, FakeGradio> apps = new HashMap<>();

    @Override
    protected Engine engine() {
        try {
            FakeGradio app = FakeGradio.today(PROMPT, "1", "{\"id\":1,\"type\":\"textbox\"}", Pixels.png(0x336699));
            GradioEngine engine = new GradioEngine("1.2.3", Settings.of(app.url(), "", "", ""));
            apps.put(engine, app);
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void close(Engine engine) {
        apps.remove(engine).close();
    }
}
