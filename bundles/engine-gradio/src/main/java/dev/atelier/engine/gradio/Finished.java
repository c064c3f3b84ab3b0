package dev.atelier.engine.gradio;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.MediaFormat;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Gives a picture the format that was asked for, where that can be done; and says which it is. */
final class Finished {
    private static final int LONGEST_SIDE = 16_384;

    private Finished() {}

    static EngineResult as(String asked, Path file) throws EngineException {
        try {
            String is = format(file).extension();
            String wanted = asked.toLowerCase(Locale.ROOT).replace("jpeg", "jpg");
            if (is.equals(wanted) || !(wanted.equals("png") || wanted.equals("webp"))) {
                return new EngineResult.Media(Body.of(file), is);
            }
            Path other = file.resolveSibling("picture." + wanted);
            Picture picture = Pictures.readScaled(file, LONGEST_SIDE);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(other))) {
                if (wanted.equals("png")) {
                    Pictures.writePng(picture, out);
                } else {
                    Pictures.writeWebp(picture, out);
                }
            }
            return new EngineResult.Media(Body.of(other), wanted);
        } catch (IOException e) {
            throw EngineException.failed("the app's picture cannot be used: " + e.getMessage(), e);
        }
    }

    private static MediaFormat format(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return MediaFormat.of(in.readNBytes(MediaFormat.HEAD))
                    .orElseThrow(() -> new IOException("it is no picture of a known format"));
        }
    }
}
