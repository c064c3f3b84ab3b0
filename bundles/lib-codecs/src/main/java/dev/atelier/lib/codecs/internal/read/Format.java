package dev.atelier.lib.codecs.internal.read;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The formats read here, told apart by their first bytes; a file's name is not asked. */
enum Format {
    PNG("\u0089PNG\r\n\u001a\n"),
    JPEG("\u00ff\u00d8\u00ff"),
    GIF("GIF8"),
    BMP("BM"),
    WEBP("RIFF") {
        @Override
        boolean starts(String head) {
            return super.starts(head) && head.startsWith("WEBP", 8);
        }

        @Override
        ImageReader reader() throws IOException {
            // Never registered with ImageIO: its registry is global and would outlive this bundle.
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
    };

    /** So many bytes tell every format. */
    static final int HEAD = 12;

    private final String magic;

    Format(String magic) {
        this.magic = magic;
    }

    static Optional<Format> of(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values()).filter(format -> format.starts(text)).findFirst();
    }

    boolean starts(String head) {
        return head.startsWith(magic);
    }

    ImageReader reader() throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
        if (!readers.hasNext()) {
            throw new IOException("this Java runtime cannot read " + name());
        }
        return readers.next();
    }
}
