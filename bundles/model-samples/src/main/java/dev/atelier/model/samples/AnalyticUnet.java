package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The network that knows the answer: noise = (sample - a * picture) / s, with a and s of the moment. */
final class AnalyticUnet {
    private static final int CHANNELS = 4;
    private static final int WAVES = 256;
    private static final int LARGE = 512;

    OnnxType type = OnnxType.FLOAT;
    boolean velocity;
    boolean guidance;
    boolean xl;
    boolean inpainting;
    boolean scalarMoment;
    int side;
    int batch;
    int products;
    int blocks;

    private final OnnxFile net = new OnnxFile();

    void write(Path folder) throws IOException {
        inputs();
        String sample = floats("sample");
        String picture = picture();
        if (inpainting) {
            // Outside of the hole it is the picture that is there.
            String hole = slice(sample, CHANNELS, CHANNELS + 1);
            String around = slice(sample, CHANNELS + 1, 2 * CHANNELS + 1);
            String rest = net.node("Mul", net.node("Sub", net.number(1), hole), around);
            picture = net.node("Add", net.node("Mul", picture, hole), rest);
            sample = slice(sample, 0, CHANNELS);
        }
        String sigma = sigma();
        String left =
                net.node("Reciprocal", net.node("Sqrt", net.node("Add", net.node("Mul", sigma, sigma), net.number(1))));
        String lost = net.node("Mul", sigma, left);
        String noise = net.node("Div", net.node("Sub", sample, net.node("Mul", picture, left)), lost);
        String said = velocity ? net.node("Sub", net.node("Mul", noise, left), net.node("Mul", picture, lost)) : noise;
        if (guidance) {
            said = touched(said, net.node("ReduceMean", Map.of("keepdims", 0L), floats("timestep_cond")));
        }
        if (xl) {
            said = touched(said, net.node("ReduceMean", Map.of("keepdims", 0L), floats("time_ids")));
        }
        if (products > 0) {
            said = touched(said, busy(sample));
        }
        if (blocks > 1) {
            said = touched(said, halved(sample));
        }
        net.named("out_sample", "Cast", Map.of("to", type.code()), said);
        net.output("out_sample", type, sides(CHANNELS));
        net.write(folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), AnalyticDiffusers.json(config()));
    }

    private void inputs() {
        net.input("sample", type, sides(inpainting ? 2 * CHANNELS + 1 : CHANNELS));
        if (scalarMoment) {
            net.input("timestep", OnnxType.FLOAT);
        } else {
            net.input("timestep", OnnxType.INT64, 1);
        }
        net.input("encoder_hidden_states", type, batch > 0 ? batch : "b", 77, xl ? 2 * CHANNELS : CHANNELS);
        if (guidance) {
            net.input("timestep_cond", type, "b", WAVES);
        }
        if (xl) {
            net.input("text_embeds", type, "b", CHANNELS);
            net.input("time_ids", type, "b", 6);
        }
    }

    private Object[] sides(int channels) {
        return side > 0
                ? new Object[] {batch, channels, side, side}
                : new Object[] {batch > 0 ? batch : "b", channels, "h", "w"};
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "UNet2DConditionModel");
        config.put("in_channels", inpainting ? 2 * CHANNELS + 1 : CHANNELS);
        config.put("out_channels", CHANNELS);
        config.put("sample_size", side > 0 ? side : 8);
        if (guidance) {
            config.put("time_cond_proj_dim", WAVES);
        }
        if (blocks > 0) {
            config.put("down_block_types", Collections.nCopies(blocks, "\"DownBlock2D\""));
        }
        return config;
    }

    private String floats(String input) {
        return net.node("Cast", Map.of("to", OnnxType.FLOAT.code()), input);
    }

    /** The colour of all words together. */
    private String picture() {
        String sum = net.node("ReduceSum", Map.of("keepdims", 0L), floats("encoder_hidden_states"), net.numbers(1));
        String words = net.node("MatMul", sum, sameAgain(xl ? 2 : 1));
        String all = xl ? net.node("Add", words, floats("text_embeds")) : words;
        return net.node("Reshape", net.node("Tanh", all), net.numbers(-1, CHANNELS, 1, 1));
    }

    private String sameAgain(int times) {
        float[] same = new float[times * CHANNELS * CHANNELS];
        for (int i = 0; i < times * CHANNELS; i++) {
            same[i * CHANNELS + i % CHANNELS] = 1;
        }
        return net.weights(same, (long) times * CHANNELS, CHANNELS);
    }

    /** How noisy samples are at the moment; between two of them it grows evenly. */
    private String sigma() {
        float[] table = new float[AnalyticDiffusers.MOMENTS];
        double left = 1;
        for (int i = 0; i < table.length; i++) {
            double root = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * i / (table.length - 1);
            left *= 1 - root * root;
            table[i] = (float) Math.sqrt((1 - left) / left);
        }
        String all = net.weights(table, table.length);
        String moment = floats("timestep");
        String below = net.node("Floor", moment);
        String low = at(all, below);
        String high = at(all, net.node("Ceil", moment));
        return net.node("Add", low, net.node("Mul", net.node("Sub", high, low), net.node("Sub", moment, below)));
    }

    private String at(String table, String index) {
        return net.node("Gather", table, net.node("Cast", Map.of("to", OnnxType.INT64.code()), index));
    }

    private String slice(String sample, int from, int to) {
        return net.node("Slice", sample, net.numbers(from), net.numbers(to), net.numbers(1));
    }

    /** The same, but not to be had without the other. */
    private String touched(String value, String other) {
        return net.node("Add", value, net.node("Mul", other, net.number(0)));
    }

    /** As small as the last of the blocks sees it, and as large as that makes it again. */
    private String halved(String sample) {
        long times = 1L << (blocks - 1);
        long[] square = {times, times};
        String small = net.node("AveragePool", Map.of("kernel_shape", square, "strides", square), sample);
        return net.node(
                "Resize", Map.of("mode", "nearest"), small, "", net.weights(new float[] {1, 1, times, times}, 4));
    }

    private String busy(String sample) {
        String large = net.weights(new float[LARGE * LARGE], LARGE, LARGE);
        String product = net.node("Add", large, net.node("ReduceMean", Map.of("keepdims", 0L), sample));
        for (int i = 0; i < products; i++) {
            product = net.node("MatMul", product, large);
        }
        return net.node("ReduceMean", Map.of("keepdims", 0L), product);
    }
}
