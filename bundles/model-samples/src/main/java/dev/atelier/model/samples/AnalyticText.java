package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Text encoders that say of each token where its word lies among the colours. */
final class AnalyticText {
    private static final int LENGTH = 77;

    private final ColourWords words;
    private final OnnxType type;
    private final boolean outside;

    AnalyticText(ColourWords words, OnnxType type, boolean outside) {
        this.words = words;
        this.type = type;
        this.outside = outside;
    }

    void single(Path file) throws IOException {
        OnnxFile net = begun(OnnxType.INT32);
        net.named("each", "Gather", Map.of(), rows(net, 1, 1, 1), "input_ids");
        said(net, "last_hidden_state", "each");
        pooled(net, "pooler_output", "each", 1);
        net.write(file);
    }

    /** Knows red and green only, and only its layer before the last is right. */
    void firstOfTwo(Path file) throws IOException {
        OnnxFile net = begun(OnnxType.INT32);
        net.named("each", "Gather", Map.of(), rows(net, 1, 1, 0), "input_ids");
        layers(net);
        net.write(file);
    }

    /** Knows half of blue; the other half is in the prompt as a whole. */
    void secondOfTwo(Path file) throws IOException {
        OnnxFile net = begun(OnnxType.INT64);
        net.named("each", "Gather", Map.of(), rows(net, 0, 0, 0.5f), "input_ids");
        layers(net);
        pooled(net, "text_embeds", "each", 1);
        net.write(file);
    }

    private OnnxFile begun(OnnxType ids) {
        OnnxFile net = new OnnxFile();
        if (outside) {
            net.outside("model.onnx_data");
        }
        net.input("input_ids", ids, "b", LENGTH);
        return net;
    }

    private String rows(OnnxFile net, float red, float green, float blue) {
        float[] rows = words.embedding();
        float[] shares = {red, green, blue, 1};
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= shares[i % 4];
        }
        return net.weights(rows, words.size(), 4);
    }

    private void layers(OnnxFile net) {
        said(net, "last_hidden_state", net.node("Neg", "each"));
        said(net, "hidden_states.0", net.node("Neg", "each"));
        said(net, "hidden_states.1", "each");
        said(net, "hidden_states.2", net.node("Neg", "each"));
    }

    private void said(OnnxFile net, String name, String what) {
        net.named(name, "Cast", Map.of("to", type.code()), what);
        net.output(name, type, "b", LENGTH, 4);
    }

    private void pooled(OnnxFile net, String name, String what, int axis) {
        String sum = net.node("ReduceSum", Map.of("keepdims", 0L), what, net.numbers(axis));
        net.named(name, "Cast", Map.of("to", type.code()), sum);
        net.output(name, type, "b", 4);
    }
}
