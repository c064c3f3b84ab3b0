package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.onnx.picture.Mask;
import dev.atelier.engine.onnx.picture.PictureFiles;
import dev.atelier.engine.onnx.picture.Planes;
import dev.atelier.lib.codecs.api.Picture;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The picture a task begins with.
 *
 * @param mask of what may change; null when all may
 */
record Beginning(Picture picture, @Nullable Mask mask) {
    static Optional<Beginning> of(Task.Image task, Settings settings, JobContext context) throws EngineException {
        String init = task.initImageUrl();
        String mask = task.maskUrl();
        if (PictureFiles.given(task.refImageUrl())) {
            throw PictureFiles.refused("refImageUrl is not for this engine; give the picture as initImageUrl");
        }
        if (init == null || init.isBlank()) {
            if (PictureFiles.given(mask)) {
                throw PictureFiles.refused("maskUrl is given and initImageUrl is missing: there is nothing to mask");
            }
            return Optional.empty();
        }
        context.progress(-1, "reading the picture");
        int width = settings.width();
        int height = settings.height();
        Picture picture = PictureFiles.read(init, "initImageUrl", width, height, context);
        if (mask == null || mask.isBlank()) {
            return Optional.of(new Beginning(picture, null));
        }
        Mask white = PictureFiles.readMask(mask, "maskUrl", width, height, context);
        return Optional.of(new Beginning(picture, white));
    }

    /** The picture in whole squares: at its right and bottom it goes on as it is there. */
    Planes whole(Settings settings) {
        return Planes.of(picture).cut(0, 0, settings.columns() * Settings.SQUARE, settings.rows() * Settings.SQUARE);
    }

    /** The same with grey where it may change. */
    Planes covered(Settings settings) {
        Planes whole = whole(settings);
        Mask hole = mask;
        if (hole == null) {
            return whole.times(0, 0.5f);
        }
        float[] values = whole.values();
        for (int plane = 0; plane < Planes.RGB; plane++) {
            for (int y = 0; y < hole.height(); y++) {
                for (int x = 0; x < hole.width(); x++) {
                    if (hole.at(x, y)) {
                        values[(plane * whole.height() + y) * whole.width() + x] = 0.5f;
                    }
                }
            }
        }
        return whole;
    }

    /** What was made where it may change, and the picture as it was everywhere else. */
    Picture around(Picture made) {
        Mask hole = mask;
        if (hole == null) {
            return made;
        }
        int[] argb = picture.argb().clone();
        for (int y = 0; y < hole.height(); y++) {
            for (int x = 0; x < hole.width(); x++) {
                int at = y * hole.width() + x;
                if (hole.at(x, y)) {
                    argb[at] = made.argb()[at];
                }
            }
        }
        return new Picture(hole.width(), hole.height(), argb);
    }
}
