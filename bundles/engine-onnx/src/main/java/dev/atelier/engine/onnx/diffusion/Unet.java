package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.net.Net;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network that sees the picture in the noise, asked for all prompts at once when it can be. */
final class Unet {
    private static final String SAMPLE = "sample";
    private static final String MOMENT = "timestep";
    private static final String WORDS = "encoder_hidden_states";
    private static final String GUIDANCE = "timestep_cond";
    private static final String WHOLE = "text_embeds";
    private static final String SIZES = "time_ids";
    private static final Set<String> KNOWN = Set.of(SAMPLE, MOMENT, WORDS, GUIDANCE, WHOLE, SIZES);
    private static final int GUIDANCE_SIDE = 256;

    private final Net net;
    private final String output;

    Unet(Net net) throws EngineException {
        this.net = net;
        List<String> unknown = net.missing(KNOWN);
        if (!unknown.isEmpty() || !net.takes(SAMPLE) || !net.takes(MOMENT) || !net.takes(WORDS)) {
            throw Unusable.because("its unet takes " + net.inputs() + " instead of what diffusers' ones take");
        }
        this.output = net.outputs().contains("out_sample")
                ? "out_sample"
                : net.outputs().get(0);
    }

    /** How many channels a sample has to have. */
    int channels(int otherwise) {
        return net.fixed(SAMPLE, 1).orElse(otherwise);
    }

    /** Whether it takes one size and no other. */
    boolean ofOneSize() {
        return net.fixed(SAMPLE, 2).isPresent() && net.fixed(SAMPLE, 3).isPresent();
    }

    /** Sizes it was exported for alone, in squares; what is asked when it takes any. */
    int columns(int asked) {
        return net.fixed(SAMPLE, 3).orElse(asked);
    }

    int rows(int asked) {
        return net.fixed(SAMPLE, 2).orElse(asked);
    }

    /** Whether it is told the guidance, rather than asked twice for the sake of it. */
    static boolean guided(Net net) {
        return net.takes(GUIDANCE);
    }

    /**
     * What stays the same from one moment to the next.
     *
     * @param guidance told to networks that want to know it
     */
    record About(List<Words> words, double guidance, int width, int height) {}

    /** What it says of the sample, in the order of the prompts. */
    List<Tensor> ask(Tensor sample, double moment, About about, Runs runs) throws EngineException {
        int count = about.words().size();
        int batch = net.fixed(SAMPLE, 0).orElse(count);
        List<Tensor> said = new ArrayList<>();
        for (int from = 0; from < count; from += batch) {
            List<Words> words = new ArrayList<>(about.words().subList(from, Math.min(count, from + batch)));
            int real = words.size();
            while (words.size() < batch) {
                words.add(words.get(0)); // a network of a fixed size is given more than is wanted of it
            }
            Tensor all = runs.run(net, given(sample, moment, about, words), output);
            if (all.rank() != 4 || all.side(0) != batch) {
                throw Unusable.because("its unet makes " + all + " of " + batch + " samples");
            }
            for (int i = 0; i < real; i++) {
                said.add(all.part(i, batch));
            }
        }
        return said;
    }

    private Map<String, Tensor> given(Tensor sample, double moment, About about, List<Words> words)
            throws EngineException {
        int batch = words.size();
        Map<String, Tensor> given = new LinkedHashMap<>();
        given.put(SAMPLE, repeated(sample, batch));
        long[] shape = net.shapeOf(MOMENT).length == 0
                ? new long[0]
                : new long[] {net.fixed(MOMENT, 0).orElse(1)};
        given.put(MOMENT, Tensor.filled((float) moment, shape));
        given.put(WORDS, Tensor.stack(words.stream().map(Words::each).toArray(Tensor[]::new)));
        if (net.takes(GUIDANCE)) {
            int side = net.fixed(GUIDANCE, 1).orElse(GUIDANCE_SIDE);
            given.put(GUIDANCE, repeated(new Tensor(waves(about.guidance() - 1, side), 1, side), batch));
        }
        if (net.takes(WHOLE)) {
            List<Tensor> wholes = new ArrayList<>();
            for (Words each : words) {
                if (each.whole() == null) {
                    throw Unusable.because("its unet wants prompts as a whole, and nothing in it makes them");
                }
                wholes.add(each.whole());
            }
            given.put(WHOLE, Tensor.stack(wholes.toArray(Tensor[]::new)));
        }
        if (net.takes(SIZES)) {
            float[] sizes = {about.height(), about.width(), 0, 0, about.height(), about.width()};
            given.put(SIZES, repeated(new Tensor(sizes, 1, sizes.length), batch));
        }
        return given;
    }

    private static Tensor repeated(Tensor one, int times) {
        Tensor[] all = new Tensor[times];
        java.util.Arrays.fill(all, one);
        return Tensor.stack(all);
    }

    /** A number as waves of many lengths, which is how networks read numbers. */
    private static float[] waves(double number, int side) {
        int half = side / 2;
        float[] waves = new float[side];
        for (int i = 0; i < half; i++) {
            double length = Math.exp(-Math.log(10_000) * i / (half - 1));
            waves[i] = (float) Math.sin(number * 1000 * length);
            waves[half + i] = (float) Math.cos(number * 1000 * length);
        }
        return waves;
    }
}
