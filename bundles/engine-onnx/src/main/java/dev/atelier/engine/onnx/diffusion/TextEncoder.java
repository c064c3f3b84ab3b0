package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.onnx.clip.ClipTokenizer;
import dev.atelier.engine.onnx.clip.Vocabulary;
import dev.atelier.engine.onnx.net.LazyNet;
import dev.atelier.engine.onnx.net.Net;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One of the networks that read the prompt, with its tokenizer. */
final class TextEncoder implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String ATTENTION = "attention_mask";
    private static final String LAST = "last_hidden_state";
    private static final String HIDDEN = "hidden_states.";

    private final ClipTokenizer tokenizer;
    private final LazyNet net;
    private final boolean lastButOne;

    private TextEncoder(ClipTokenizer tokenizer, LazyNet net, boolean lastButOne) {
        this.tokenizer = tokenizer;
        this.net = net;
        this.lastButOne = lastButOne;
    }

    /**
     * @param part of the folder
     * @param tokenizer the part with its tokens
     * @param lastButOne whether the words are taken out of the layer before the last
     */
    static TextEncoder of(DiffusersFolder folder, String part, String tokenizer, boolean lastButOne, Nets nets)
            throws EngineException {
        try {
            return new TextEncoder(
                    new ClipTokenizer(Vocabulary.read(folder.part(tokenizer))),
                    new LazyNet(nets, folder.network(part), part),
                    lastButOne);
        } catch (IOException e) {
            throw Unusable.because("its tokenizer cannot be read: " + e.getMessage(), e);
        }
    }

    void load(JobContext context) throws EngineException {
        net.get(context);
    }

    Words words(String prompt, Runs runs) throws EngineException {
        Net open = net.get(runs.context());
        ClipTokenizer.Tokens tokens = tokenizer.tokens(prompt, runs.context());
        if (tokens.cut()) {
            runs.context()
                    .log(
                            JobContext.Level.WARN,
                            "the prompt is too long; what its text encoder cannot take is not read");
        }
        Tensor ids = ids(tokens.ids());
        Map<String, Tensor> given = new LinkedHashMap<>();
        given.put(open.takes(IDS) ? IDS : open.inputs().iterator().next(), ids);
        if (open.takes(ATTENTION)) {
            given.put(ATTENTION, Tensor.filled(1, ids.shape()));
        }
        String each = each(open);
        Optional<String> whole = whole(open);
        Set<String> wanted = new LinkedHashSet<>(List.of(each));
        whole.ifPresent(wanted::add);
        Map<String, Tensor> said = runs.run(open, given, wanted);
        Tensor words = said.get(each);
        if (words == null || words.rank() != 3) {
            throw Unusable.because("what " + open.name() + " says of a prompt is no list of words");
        }
        return new Words(words, whole.map(said::get).orElse(null));
    }

    private static Tensor ids(List<Integer> tokens) {
        float[] ids = new float[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.get(i);
        }
        return new Tensor(ids, 1, ids.length);
    }

    private String each(Net open) {
        List<String> layers = open.outputs().stream()
                .filter(name -> name.startsWith(HIDDEN))
                .sorted(Comparator.comparingInt(TextEncoder::layer))
                .toList();
        if (lastButOne && layers.size() > 1) {
            return layers.get(layers.size() - 2);
        }
        if (open.outputs().contains(LAST)) {
            return LAST;
        }
        return open.outputs().stream()
                .filter(name -> open.shapeOfOutput(name).length == 3)
                .findFirst()
                .orElse(open.outputs().get(0));
    }

    private static int layer(String name) {
        String number = name.substring(HIDDEN.length());
        return number.matches("\\d{1,4}") ? Integer.parseInt(number) : -1;
    }

    private static Optional<String> whole(Net open) {
        for (String name : List.of("text_embeds", "pooler_output")) {
            if (open.outputs().contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        net.close();
    }
}
