package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Latents that are the colours of squares of eight pixels. */
final class AnalyticVae {
    private static final int CHANNELS = 4;
    private static final int RGB = 3;
    private static final long[] SQUARE = {8, 8};
    private static final long[] POINT = {1, 1};

    private final OnnxType type;
    private final boolean spread;

    AnalyticVae(OnnxType type, boolean spread) {
        this.type = type;
        this.spread = spread;
    }

    void write(Path folder) throws IOException {
        encoder().write(folder.resolve("vae_encoder/model.onnx"));
        decoder().write(folder.resolve("vae_decoder/model.onnx"));
        Files.writeString(
                folder.resolve("vae_decoder/config.json"),
                "{\"scaling_factor\":" + AnalyticDiffusers.SCALE + ",\"latent_channels\":" + CHANNELS + "}");
    }

    private OnnxFile encoder() {
        int channels = spread ? 2 * CHANNELS : CHANNELS;
        OnnxFile net = new OnnxFile();
        net.input("sample", type, "b", RGB, "H", "W");
        String picture = net.node("Cast", Map.of("to", OnnxType.FLOAT.code()), "sample");
        String squares = net.node("AveragePool", Map.of("kernel_shape", SQUARE, "strides", SQUARE), picture);
        float[] mix = new float[channels * RGB];
        for (int i = 0; i < RGB; i++) {
            mix[i * RGB + i] = (float) (1 / AnalyticDiffusers.SCALE);
        }
        String latents =
                net.node("Conv", Map.of("kernel_shape", POINT), squares, net.weights(mix, channels, RGB, 1, 1));
        String name = spread ? "latent_parameters" : "latent_sample";
        net.named(name, "Cast", Map.of("to", type.code()), latents);
        net.output(name, type, "b", channels, "h", "w");
        return net;
    }

    private OnnxFile decoder() {
        OnnxFile net = new OnnxFile();
        net.input("latent_sample", type, "b", CHANNELS, "h", "w");
        String latents = net.node("Cast", Map.of("to", OnnxType.FLOAT.code()), "latent_sample");
        float[] mix = new float[RGB * CHANNELS];
        for (int i = 0; i < RGB; i++) {
            mix[i * CHANNELS + i] = (float) AnalyticDiffusers.SCALE;
        }
        String colours =
                net.node("Conv", Map.of("kernel_shape", POINT), latents, net.weights(mix, RGB, CHANNELS, 1, 1));
        String picture = net.node(
                "Resize",
                Map.of(
                        "mode", "nearest",
                        "coordinate_transformation_mode", "asymmetric",
                        "nearest_mode", "floor"),
                colours,
                "",
                net.weights(new float[] {1, 1, 8, 8}, 4));
        net.named("sample", "Cast", Map.of("to", type.code()), picture);
        net.output("sample", type, "b", RGB, "H", "W");
        return net;
    }
}
