package dev.atelier.engine.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/** Makes files out of the URLs of a task; for those who make a {@link JobContext}, and without any network. */
public final class InputFiles {
    public static final String BAD_INPUT = "bad_input";
    /** Of a {@code data:} URL, decoded. */
    public static final int MOST_DATA_BYTES = 64 << 20;

    private static final String DATA = "data:";
    private static final String UNKNOWN = "bin";

    private InputFiles() {}

    public static boolean isData(String url) {
        return url.regionMatches(true, 0, DATA, 0, DATA.length());
    }

    public static boolean isFile(String url) {
        return url.regionMatches(true, 0, "file:", 0, 5);
    }

    /** What a {@code data:} URL holds, as a new file in the folder. */
    public static Path ofData(String url, Path folder) throws EngineException {
        int comma = url.indexOf(',');
        if (!isData(url) || comma < 0) {
            throw bad("an input is no data: URL; it lacks its comma");
        }
        String what = url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
        byte[] bytes = decoded(url, comma + 1, what.endsWith(";base64"));
        if (bytes.length > MOST_DATA_BYTES) {
            throw tooLarge();
        }
        try {
            Path file = fresh(folder);
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(bytes);
            }
            return named(file, mediaSubtype(what));
        } catch (IOException e) {
            throw EngineException.failed("an input could not be written: " + e.getMessage(), e);
        }
    }

    /** A copy, in the folder, of the file a {@code file:} URL names: the engine cannot touch the original. */
    public static Path ofFile(String url, Path folder) throws EngineException {
        Path original;
        try {
            original = Path.of(URI.create(url));
        } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw bad("an input is no file: URL of this machine");
        }
        if (!Files.isRegularFile(original)) {
            throw bad("there is no input file " + original);
        }
        try {
            Path file = fresh(folder);
            try (OutputStream out = Files.newOutputStream(file)) {
                Files.copy(original, out);
            }
            return named(file, tail(url));
        } catch (IOException e) {
            throw EngineException.failed("input file " + original + " could not be copied: " + e.getMessage(), e);
        }
    }

    /** A new empty file in the folder, to be filled and then {@link #named}. */
    public static Path fresh(Path folder) throws IOException {
        return Files.createTempFile(Files.createDirectories(folder), "input-", "");
    }

    /**
     * Gives a file the extension its bytes deserve: programs go by names, and names in URLs are often wrong.
     *
     * @param otherwise the extension of a format nobody here knows
     */
    public static Path named(Path file, String otherwise) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(MediaFormat.HEAD);
        }
        String extension = MediaFormat.of(head).map(MediaFormat::extension).orElse(otherwise);
        return Files.move(file, file.resolveSibling(file.getFileName() + "." + extension));
    }

    /** The extension a URL's path ends in, made harmless. */
    public static String tail(String url) {
        String path = url.split("[?#]", 2)[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return plain(dot < 0 ? "" : name.substring(dot + 1));
    }

    private static String mediaSubtype(String what) {
        String type = what.split(";", 2)[0];
        return plain(type.substring(type.indexOf('/') + 1));
    }

    private static String plain(String extension) {
        String lower = extension.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "jpeg" -> "jpg";
            case "tiff" -> "tif";
            default -> lower.matches("[a-z0-9]{1,5}") ? lower : UNKNOWN;
        };
    }

    private static byte[] decoded(String url, int from, boolean base64) throws EngineException {
        int length = url.length() - from;
        // looked at before anything is copied; a percent sign makes three characters out of a byte
        if (length > (base64 ? MOST_DATA_BYTES / 3 * 4 + 8L : 3L * MOST_DATA_BYTES)) {
            throw tooLarge();
        }
        try {
            String text = url.substring(from);
            if (!base64) {
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            return Base64.getDecoder().decode(text.indexOf('%') < 0 ? text : unescaped(text));
        } catch (IllegalArgumentException e) {
            throw bad("an input's data: URL holds no valid " + (base64 ? "base64" : "escapes"));
        }
    }

    private static String unescaped(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
    }

    private static EngineException tooLarge() {
        return bad("an input's data: URL holds more than " + (MOST_DATA_BYTES >> 20) + " MiB; give it as an upload");
    }

    private static EngineException bad(String message) {
        return new EngineException(BAD_INPUT, message, false);
    }
}
