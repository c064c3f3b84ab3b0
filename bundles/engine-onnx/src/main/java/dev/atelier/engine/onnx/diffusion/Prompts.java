package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import java.util.List;

/** What reads prompts: one network, or two whose words stand side by side. */
final class Prompts implements AutoCloseable {
    private final List<TextEncoder> encoders;
    private final boolean nothingIsZero;

    private Prompts(List<TextEncoder> encoders, boolean nothingIsZero) {
        this.encoders = encoders;
        this.nothingIsZero = nothingIsZero;
    }

    static Prompts of(DiffusersFolder folder, Nets nets) throws EngineException {
        if (!folder.has("text_encoder_2")) {
            return new Prompts(List.of(TextEncoder.of(folder, "text_encoder", "tokenizer", false, nets)), false);
        }
        return new Prompts(
                List.of(
                        TextEncoder.of(folder, "text_encoder", "tokenizer", true, nets),
                        TextEncoder.of(folder, "text_encoder_2", "tokenizer_2", true, nets)),
                folder.nothingIsZero());
    }

    void load(JobContext context) throws EngineException {
        for (TextEncoder encoder : encoders) {
            encoder.load(context);
        }
    }

    Words words(String prompt, Runs runs) throws EngineException {
        Words all = encoders.get(0).words(prompt, runs);
        for (TextEncoder encoder : encoders.subList(1, encoders.size())) {
            Words more = encoder.words(prompt, runs);
            if (more.each().side(1) != all.each().side(1)) {
                throw Unusable.because("its two readers of prompts do not agree on the number of words");
            }
            all = new Words(Tensor.beside(all.each(), more.each()), more.whole());
        }
        return all;
    }

    /** What the picture is to keep away from. */
    Words negative(String prompt, Runs runs) throws EngineException {
        Words words = words(prompt, runs);
        return nothingIsZero && prompt.isBlank() ? words.zero() : words;
    }

    @Override
    public void close() {
        encoders.forEach(TextEncoder::close);
    }
}
