package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource.Defaults;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.onnx.net.LazyNet;
import dev.atelier.engine.onnx.net.Net;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.picture.Painter;
import dev.atelier.engine.onnx.picture.PictureFiles;
import dev.atelier.engine.onnx.schedule.Noise;
import dev.atelier.lib.codecs.api.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A diffusion model: pictures out of prompts, out of other pictures, and into holes of them. */
public final class Diffusion implements Painter {
    private final DiffusersFolder folder;
    private final Prompts prompts;
    private final LazyNet unet;
    private final Vae vae;

    private Diffusion(DiffusersFolder folder, Prompts prompts, Nets nets) {
        this.folder = folder;
        this.prompts = prompts;
        this.unet = new LazyNet(nets, folder.network(DiffusersFolder.UNET), DiffusersFolder.UNET);
        this.vae = new Vae(folder, nets);
    }

    /** Looks at what is in the folder; the networks are opened when they are needed. */
    public static Diffusion in(Path path, Nets nets) throws EngineException {
        DiffusersFolder folder = DiffusersFolder.read(path);
        return new Diffusion(folder, Prompts.of(folder, nets), nets);
    }

    @Override
    public void load(JobContext context) throws EngineException {
        prompts.load(context);
        unet.get(context);
        vae.load(context);
    }

    @Override
    public EngineResult paint(Task.Image task, Defaults defaults, JobContext context) throws EngineException {
        Settings wished = Settings.of(task, defaults, folder);
        Net net = unet.get(context);
        Unet seer = new Unet(net);
        Settings settings = seer.ofOneSize() ? wished.tight() : wished;
        checkSize(seer, settings);
        Optional<Beginning> beginning = Beginning.of(task, settings, context);
        Runs runs = Runs.of(context);
        Painting painting = new Painting(folder, settings, seer, vae, beginning.orElse(null), runs);
        context.progress(0.01, "reading the prompt");
        List<Words> words = words(task, settings, Unet.guided(net), runs);
        Picture made = painting.paint(words, new Noise(settings.seed()));
        Picture whole = beginning.map(each -> each.around(made)).orElse(made);
        EngineResult result = PictureFiles.write(whole, task.ext(), context);
        context.progress(1, "done");
        return result;
    }

    private static void checkSize(Unet unet, Settings settings) throws EngineException {
        int columns = unet.columns(settings.columns());
        int rows = unet.rows(settings.rows());
        if (columns != settings.columns() || rows != settings.rows()) {
            throw PictureFiles.refused("this model makes pictures of " + columns * Settings.SQUARE + " x "
                    + rows * Settings.SQUARE + " only, not of " + settings.width() + " x " + settings.height());
        }
    }

    /** The negative prompt first, when there is guidance away from it. */
    private List<Words> words(Task.Image task, Settings settings, boolean embedded, Runs runs) throws EngineException {
        List<Words> words = new ArrayList<>();
        if (settings.guidance() > 1 && !embedded) {
            String negative = task.negativePrompt();
            words.add(prompts.negative(negative == null ? "" : negative, runs));
        }
        words.add(prompts.words(task.prompt(), runs));
        return words;
    }

    @Override
    public void close() {
        prompts.close();
        unet.close();
        vae.close();
    }
}
