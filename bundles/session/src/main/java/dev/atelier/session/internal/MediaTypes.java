package dev.atelier.session.internal;

import java.util.Locale;

/** The content types of results, as the studio protocol has them. */
final class MediaTypes {
    private MediaTypes() {}

    static String of(String ext) {
        return switch (ext.toLowerCase(Locale.ROOT)) {
            case "png" -> "image/png";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "wav" -> "audio/wav";
            case "mp3" -> "audio/mpeg";
            case "mp4" -> "video/mp4";
            default -> "application/octet-stream";
        };
    }
}
