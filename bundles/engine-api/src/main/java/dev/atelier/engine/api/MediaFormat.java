package dev.atelier.engine.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Formats of pictures, sounds and films, told by their first bytes. */
public enum MediaFormat {
    PNG("png", "\u0089PNG\r\n\u001a\n"),
    JPEG("jpg", "\u00ff\u00d8\u00ff"),
    GIF("gif", "GIF87a", "GIF89a"),
    TIFF("tif", "II*\0", "MM\0*"),
    BMP("bmp", "BM"),
    WEBP("webp"),
    WAV("wav"),
    AVI("avi"),
    AIFF("aiff"),
    FLAC("flac", "fLaC"),
    OGG("ogg", "OggS"),
    MP3("mp3", "ID3", "\u00ff\u00fb", "\u00ff\u00fa", "\u00ff\u00f3", "\u00ff\u00f2"),
    AAC("aac", "\u00ff\u00f1", "\u00ff\u00f9"),
    M4A("m4a"),
    MOV("mov"),
    MP4("mp4"),
    WEBM("webm"),
    MKV("mkv");

    /** How many bytes are enough to tell. */
    public static final int HEAD = 64;

    private static final int BRAND = 12;

    private final String extension;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it, and nobody else sees it
    private final String[] starts;

    MediaFormat(String extension, String... starts) {
        this.extension = extension;
        this.starts = starts;
    }

    /** What names of such files end in, without the dot. */
    public String extension() {
        return extension;
    }

    /** @param head the first bytes of a file, {@link #HEAD} of them when it has so many */
    public static Optional<MediaFormat> of(byte[] head) {
        String text = new String(Arrays.copyOf(head, HEAD), StandardCharsets.ISO_8859_1);
        if (text.startsWith("RIFF")) {
            return riff(text.substring(8, BRAND));
        }
        if (text.startsWith("FORM")) {
            return text.startsWith("AIF", 8) ? Optional.of(AIFF) : Optional.empty();
        }
        if (text.startsWith("ftyp", 4)) {
            return Optional.of(
                    switch (text.substring(8, BRAND)) {
                        case "M4A ", "M4B " -> M4A;
                        case "qt  " -> MOV;
                        default -> MP4;
                    });
        }
        if (text.startsWith("\u001aE\u00df\u00a3")) {
            return Optional.of(text.contains("webm") ? WEBM : MKV);
        }
        return Arrays.stream(values())
                .filter(format -> Arrays.stream(format.starts).anyMatch(text::startsWith))
                .findFirst();
    }

    private static Optional<MediaFormat> riff(String kind) {
        return switch (kind) {
            case "WEBP" -> Optional.of(WEBP);
            case "WAVE" -> Optional.of(WAV);
            case "AVI " -> Optional.of(AVI);
            default -> Optional.empty();
        };
    }
}
