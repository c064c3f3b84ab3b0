package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import dev.atelier.lib.onnxruntime.internal.ShippedRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.IntBinaryOperator;

/** An engine with the real ONNX Runtime, a folder for its models, and jobs for it. */
final class Workbench implements AutoCloseable {
    /** Unpacked once for a build: it is big. */
    static final OnnxRuntime RUNTIME =
            new ShippedRuntime("1.29.0", Path.of("target", "native-for-tests").toAbsolutePath());

    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final Path folder;
    private final OnnxEngine engine;

    Workbench(Path folder) {
        this.folder = folder;
        this.engine = new OnnxEngine(
                "1.2.3",
                RUNTIME,
                new LocalModels(() -> folder.resolve("models"), now::get),
                folder.resolve("data"),
                Duration.ofMinutes(5));
    }

    OnnxEngine engine() {
        return engine;
    }

    /** Where a model of that name belongs. */
    Path model(String name) {
        now.addAndGet(Duration.ofSeconds(3).toNanos()); // the engine looks again
        return folder.resolve("models/onnx").resolve(name).normalize();
    }

    ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    Picture paint(String model, Wish wish) throws Exception {
        return picture(result(model, ModelSource.of("onnx"), wish, context()));
    }

    EngineResult result(String model, ModelSource source, Wish wish, ContractContext context) throws EngineException {
        return engine.execute(new EngineJob("job", model, source, wish.task()), context);
    }

    static Picture picture(EngineResult result) throws IOException {
        Path file = result.fold(media -> media.body().file().orElseThrow(), json -> Path.of(json.text()));
        return Pictures.readScaled(file, 8192);
    }

    /** A picture as a URL. */
    static String url(int width, int height, IntBinaryOperator colour) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Pictures.writePng(drawn(width, height, colour), out);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
    }

    static Picture drawn(int width, int height, IntBinaryOperator colour) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xff000000 | colour.applyAsInt(i % width, i / width);
        }
        return new Picture(width, height, argb);
    }

    /** Red, green and blue of a pixel. */
    static int[] pixel(Picture picture, int x, int y) {
        int argb = picture.argb()[y * picture.width() + x];
        return new int[] {argb >>> 16 & 0xff, argb >>> 8 & 0xff, argb & 0xff};
    }

    /** How far the picture is from one colour, at its worst pixel. */
    static int distance(Picture picture, int[] colour) {
        int worst = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int[] pixel = pixel(picture, x, y);
                for (int i = 0; i < colour.length; i++) {
                    worst = Math.max(worst, Math.abs(pixel[i] - colour[i]));
                }
            }
        }
        return worst;
    }

    /** How many pixels are not as they were, among those that should be. */
    static long changed(Picture before, Picture after, BiPredicate<Integer, Integer> same) {
        long changed = 0;
        for (int i = 0; i < before.argb().length; i++) {
            if (same.test(i % before.width(), i / before.width()) && before.argb()[i] != after.argb()[i]) {
                changed++;
            }
        }
        return changed;
    }

    /** Everything in a file, changed so that it is none of its kind any more. */
    static void spoil(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] * 31 + 17);
        }
        Files.write(file, bytes);
    }

    @Override
    public void close() {
        engine.close();
    }
}
