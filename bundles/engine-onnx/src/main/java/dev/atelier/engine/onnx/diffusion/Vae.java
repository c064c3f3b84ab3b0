package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.onnx.net.LazyNet;
import dev.atelier.engine.onnx.net.Net;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import dev.atelier.engine.onnx.picture.Planes;
import java.util.Arrays;
import java.util.Map;

/** Makes latents of pictures and pictures of latents. */
final class Vae implements AutoCloseable {
    private final LazyNet encoder;
    private final LazyNet decoder;
    private final double scale;

    Vae(DiffusersFolder folder, Nets nets) {
        this.encoder = new LazyNet(nets, folder.network("vae_encoder"), "vae_encoder");
        this.decoder = new LazyNet(nets, folder.network("vae_decoder"), "vae_decoder");
        this.scale = folder.scale();
    }

    void load(JobContext context) throws EngineException {
        if (encoder.exists()) {
            encoder.get(context);
        }
        decoder.get(context);
    }

    /** @param picture of numbers from 0 to 1, with sides that are whole squares */
    float[] encode(Planes picture, int channels, Runs runs) throws EngineException {
        if (!encoder.exists()) {
            throw new EngineException(
                    "model_unusable", "this model cannot begin with a picture: it has no vae_encoder", false);
        }
        Net net = encoder.get(runs.context());
        Tensor seen = new Tensor(picture.times(2, -1).values(), 1, Planes.RGB, picture.height(), picture.width());
        Tensor latents = runs.run(net, Map.of(first(net), seen), net.outputs().get(0));
        int size = channels * (picture.width() / Settings.SQUARE) * (picture.height() / Settings.SQUARE);
        // Twice as many are the middle and the spread of where the latents lie; the middle comes first.
        if (latents.values().length != size && latents.values().length != 2 * size) {
            throw Unusable.because("its vae_encoder makes " + latents + " of a picture");
        }
        float[] scaled = Arrays.copyOf(latents.values(), size);
        for (int i = 0; i < size; i++) {
            scaled[i] *= (float) scale;
        }
        return scaled;
    }

    /** @return numbers from 0 to 1, and a little beyond */
    Planes decode(float[] latents, int channels, int columns, int rows, Runs runs) throws EngineException {
        Net net = decoder.get(runs.context());
        float[] plain = new float[latents.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (float) (latents[i] / scale);
        }
        Tensor picture = runs.run(
                net,
                Map.of(first(net), new Tensor(plain, 1, channels, rows, columns)),
                net.outputs().get(0));
        if (picture.rank() != 4
                || picture.side(1) != Planes.RGB
                || picture.side(2) != rows * Settings.SQUARE
                || picture.side(3) != columns * Settings.SQUARE) {
            throw Unusable.because("its vae_decoder makes " + picture + " of latents");
        }
        return new Planes(Planes.RGB, picture.side(3), picture.side(2), picture.values()).times(0.5f, 0.5f);
    }

    private static String first(Net net) {
        return net.inputs().iterator().next();
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
    }
}
