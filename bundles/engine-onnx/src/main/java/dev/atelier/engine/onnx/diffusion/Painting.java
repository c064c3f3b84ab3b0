package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import dev.atelier.engine.onnx.picture.Mask;
import dev.atelier.engine.onnx.picture.Planes;
import dev.atelier.engine.onnx.schedule.Noise;
import dev.atelier.engine.onnx.schedule.Sampler;
import dev.atelier.lib.codecs.api.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture as it comes out of the noise. */
final class Painting {
    /** Where the steps are in the whole of the work. */
    private static final double BEFORE = 0.05;

    private static final double STEPS = 0.9;

    private final Settings settings;
    private final DiffusersFolder folder;
    private final Unet unet;
    private final Vae vae;
    private final @Nullable Beginning beginning;
    private final Runs runs;
    private final int channels;
    private final int size;

    Painting(DiffusersFolder folder, Settings settings, Unet unet, Vae vae, @Nullable Beginning beginning, Runs runs) {
        this.settings = settings;
        this.folder = folder;
        this.unet = unet;
        this.vae = vae;
        this.beginning = beginning;
        this.runs = runs;
        this.channels = folder.latentChannels();
        this.size = settings.columns() * settings.rows();
    }

    Picture paint(List<Words> words, Noise noise) throws EngineException {
        float[] grain = noise.of(channels * size);
        float[] clean = beginning == null ? null : vae.encode(beginning.whole(settings), channels, runs);
        Sampler sampler = settings.method()
                .sampler(folder.training(), settings.steps(), clean == null ? 1 : settings.strength(), noise);
        float[] latents = latents(words, sampler, grain, clean);
        runs.context().progress(BEFORE + STEPS, "drawing the picture");
        return vae.decode(latents, channels, settings.columns(), settings.rows(), runs)
                .cut(0, 0, settings.width(), settings.height())
                .picture();
    }

    private float[] latents(List<Words> words, Sampler sampler, float[] grain, float @Nullable [] clean)
            throws EngineException {
        if (clean != null && sampler.calls() == 0) {
            return clean; // nothing of it may go
        }
        JobContext context = runs.context();
        float[] more = more();
        float[] squares = squares();
        Unet.About about = new Unet.About(words, settings.guidance(), settings.width(), settings.height());
        float[] sample = clean == null ? sampler.begin(grain) : sampler.begin(clean, grain);
        for (int call = 0; call < sampler.calls(); call++) {
            context.checkCancelled();
            context.progress(BEFORE + STEPS * call / sampler.calls(), "step " + (call + 1) + " of " + sampler.calls());
            Tensor seen = seen(sampler.seen(sample, call), more);
            sample = sampler.step(sample, said(seen, sampler.moment(call), about), call);
            if (clean != null && squares != null) {
                sample = within(squares, sample, sampler.noisy(clean, grain, call));
            }
        }
        return sample;
    }

    private Tensor seen(float[] sample, float[] more) {
        float[] all = java.util.Arrays.copyOf(sample, sample.length + more.length);
        System.arraycopy(more, 0, all, sample.length, more.length);
        return new Tensor(all, 1, all.length / size, settings.rows(), settings.columns());
    }

    /** What models for holes want to see besides: where the hole is, and the picture around it. */
    private float[] more() throws EngineException {
        int wanted = unet.channels(folder.unetChannels());
        if (wanted == channels) {
            return new float[0];
        }
        if (wanted != 2 * channels + 1) {
            throw Unusable.because("its unet takes " + wanted + " channels, which is not known here");
        }
        float[] more = new float[(channels + 1) * size];
        float[] hole = squares();
        for (int i = 0; i < size; i++) {
            more[i] = hole == null ? 1 : hole[i];
        }
        Beginning from = beginning;
        Planes around = from == null
                ? new Planes(
                                Planes.RGB,
                                settings.columns() * Settings.SQUARE,
                                settings.rows() * Settings.SQUARE,
                                new float[Planes.RGB * size * Settings.SQUARE * Settings.SQUARE])
                        .times(0, 0.5f)
                : from.covered(settings);
        System.arraycopy(vae.encode(around, channels, runs), 0, more, size, channels * size);
        return more;
    }

    private float @Nullable [] squares() {
        Mask mask = beginning == null ? null : beginning.mask();
        return mask == null ? null : mask.squares(Settings.SQUARE, settings.columns(), settings.rows());
    }

    /** Away from the negative prompt, by as much as the guidance says. */
    private float[] said(Tensor seen, double moment, Unet.About about) throws EngineException {
        List<Tensor> said = unet.ask(seen, moment, about, runs);
        float[] to = said.get(said.size() - 1).values();
        if (to.length != channels * size) {
            throw Unusable.because("its unet makes " + said.get(0) + " of " + seen);
        }
        if (said.size() == 1) {
            return to;
        }
        float[] from = said.get(0).values();
        float[] guided = new float[to.length];
        float guidance = (float) settings.guidance();
        for (int i = 0; i < guided.length; i++) {
            guided[i] = from[i] + guidance * (to[i] - from[i]);
        }
        return guided;
    }

    private float[] within(float[] squares, float[] inside, float[] outside) {
        float[] all = new float[inside.length];
        for (int i = 0; i < all.length; i++) {
            float share = squares[i % size];
            all[i] = share * inside[i] + (1 - share) * outside[i];
        }
        return all;
    }
}
