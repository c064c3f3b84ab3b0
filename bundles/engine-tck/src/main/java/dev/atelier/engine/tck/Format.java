package dev.atelier.engine.tck;

import dev.atelier.engine.api.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Formats of results, told by their bytes. */
public enum Format {
    PNG,
    JPEG,
    WEBP,
    GIF,
    BMP,
    WAV,
    MP3,
    OGG,
    FLAC,
    MP4,
    WEBM;

    private static final Set<Format> PICTURES = Set.of(PNG, JPEG, WEBP, GIF, BMP);
    private static final Set<Format> SOUNDS = Set.of(WAV, MP3, OGG, FLAC);
    private static final Set<Format> FILMS = Set.of(MP4, WEBM, WEBP, GIF, OGG);

    /** Whether this is a format in which work of that kind may come. */
    public boolean suits(Kind kind) {
        return switch (kind) {
            case IMAGE -> PICTURES.contains(this);
            case AUDIO_TTS -> SOUNDS.contains(this);
            case VIDEO -> FILMS.contains(this);
            default -> false;
        };
    }

    public static Optional<Format> of(byte[] bytes) {
        String head = new String(Arrays.copyOf(bytes, 12), StandardCharsets.ISO_8859_1);
        if (head.startsWith("RIFF")) {
            return head.startsWith("WEBP", 8)
                    ? Optional.of(WEBP)
                    : head.startsWith("WAVE", 8) ? Optional.of(WAV) : Optional.empty();
        }
        if (head.startsWith("ftyp", 4)) {
            return Optional.of(MP4);
        }
        return Arrays.stream(values())
                .filter(format -> Arrays.stream(format.starts()).anyMatch(head::startsWith))
                .findFirst();
    }

    private String[] starts() {
        return switch (this) {
            case PNG -> new String[] {"\u0089PNG\r\n\u001a\n"};
            case JPEG -> new String[] {"\u00ff\u00d8\u00ff"};
            case GIF -> new String[] {"GIF8"};
            case BMP -> new String[] {"BM"};
            case MP3 -> new String[] {"ID3", "\u00ff\u00fb", "\u00ff\u00f3", "\u00ff\u00f2"};
            case OGG -> new String[] {"OggS"};
            case FLAC -> new String[] {"fLaC"};
            case WEBM -> new String[] {"\u001aE\u00df\u00a3"};
            case WEBP, WAV, MP4 -> new String[0];
        };
    }
}
