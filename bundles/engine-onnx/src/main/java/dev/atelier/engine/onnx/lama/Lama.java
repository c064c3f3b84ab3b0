package dev.atelier.engine.onnx.lama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource.Defaults;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.onnx.net.LazyNet;
import dev.atelier.engine.onnx.net.Net;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Runs;
import dev.atelier.engine.onnx.net.Tensor;
import dev.atelier.engine.onnx.picture.Blur;
import dev.atelier.engine.onnx.picture.Mask;
import dev.atelier.engine.onnx.picture.Mask.Box;
import dev.atelier.engine.onnx.picture.Painter;
import dev.atelier.engine.onnx.picture.PictureFiles;
import dev.atelier.engine.onnx.picture.Planes;
import dev.atelier.engine.onnx.picture.Room;
import dev.atelier.lib.codecs.api.Picture;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills what a mask covers with what could have been there (LaMa, Suvorov and others, 2021). */
public final class Lama implements Painter {
    private static final int USUAL_SIDE = 512;
    private static final double SOFTNESS = 4;
    private static final int LARGEST = 8192;
    /** Networks give numbers up to 1 or up to 255; which, the largest of them tells. */
    private static final float CERTAINLY_LEVELS = 2;

    private final LazyNet net;

    public Lama(Path file, Nets nets) {
        this.net = new LazyNet(nets, file, file.getFileName().toString());
    }

    @Override
    public void load(JobContext context) throws EngineException {
        Ports.of(net.get(context));
    }

    @Override
    public EngineResult paint(Task.Image task, Defaults defaults, JobContext context) throws EngineException {
        String init = needed(task.initImageUrl(), "initImageUrl", "the picture something is to go from");
        String hole = needed(task.maskUrl(), "maskUrl", "a picture that is white where something is to go");
        context.progress(-1, "reading the picture");
        Picture picture = picture(task, init, context);
        Mask mask = PictureFiles.readMask(hole, "maskUrl", picture.width(), picture.height(), context);
        Net open = net.get(context);
        context.progress(0.1, "filling what is masked");
        Picture filled = filled(picture, mask, open, Runs.of(context));
        context.progress(0.9, "writing the picture");
        EngineResult result = PictureFiles.writeAs(filled, task.ext(), context);
        context.progress(1, "done");
        return result;
    }

    private static String needed(@Nullable String url, String what, String meaning) throws EngineException {
        if (url == null || url.isBlank()) {
            throw PictureFiles.refused(what + " is missing: " + meaning);
        }
        return url;
    }

    private static Picture picture(Task.Image task, String init, JobContext context) throws EngineException {
        if (task.width() <= 0 || task.height() <= 0) {
            return PictureFiles.read(init, "initImageUrl", context);
        }
        int width = side(task.width());
        int height = side(task.height());
        Room.check(width, height, Long.MAX_VALUE);
        return PictureFiles.read(init, "initImageUrl", width, height, context);
    }

    private static int side(int asked) throws EngineException {
        if (asked > LARGEST) {
            throw PictureFiles.refused("a side may be " + LARGEST + " pixels long, not " + asked);
        }
        return asked;
    }

    private static Picture filled(Picture picture, Mask mask, Net net, Runs runs) throws EngineException {
        Box region = Region.of(mask);
        Mask hole = mask.cut(region);
        Planes fill = ask(Planes.of(picture, region), hole, net, runs).resized(region.width(), region.height());
        Planes soft = Blur.of(hole.plane(), SOFTNESS);
        int[] argb = picture.argb(); // nobody else has it: it was read for this job
        int size = region.width() * region.height();
        for (int y = 0; y < region.height(); y++) {
            for (int x = 0; x < region.width(); x++) {
                if (hole.at(x, y)) {
                    int from = y * region.width() + x;
                    int at = (region.top() + y) * picture.width() + region.left() + x;
                    argb[at] = mixed(argb[at], fill.values(), from, size, soft.values()[from]);
                }
            }
        }
        return picture;
    }

    private static int mixed(int pixel, float[] fill, int from, int size, float share) {
        int mixed = pixel & 0xff000000;
        for (int plane = 0; plane < Planes.RGB; plane++) {
            int shift = 16 - 8 * plane;
            float old = pixel >>> shift & 0xff;
            float level = old + (fill[plane * size + from] * 255 - old) * share;
            mixed |= Math.max(0, Math.min(255, Math.round(level))) << shift;
        }
        return mixed;
    }

    private static Planes ask(Planes seen, Mask hole, Net net, Runs runs) throws EngineException {
        Ports ports = Ports.of(net);
        int width = net.fixed(ports.image(), 3).orElse(USUAL_SIDE);
        int height = net.fixed(ports.image(), 2).orElse(USUAL_SIDE);
        Tensor image = new Tensor(seen.resized(width, height).values(), 1, Planes.RGB, height, width);
        Tensor white = new Tensor(hole.resized(width, height).plane().values(), 1, 1, height, width);
        Tensor made = runs.run(net, Map.of(ports.image(), image, ports.mask(), white), ports.output());
        if (made.rank() != 4 || made.side(0) != 1 || made.side(1) != Planes.RGB) {
            throw Ports.unusable(net.name() + " makes " + made + ", which is no picture");
        }
        Planes planes = new Planes(Planes.RGB, made.side(3), made.side(2), made.values());
        float most = 0;
        for (float value : made.values()) {
            most = Math.max(most, value);
        }
        return most > CERTAINLY_LEVELS ? planes.times(1 / 255f, 0) : planes;
    }

    @Override
    public void close() {
        net.close();
    }
}
