package dev.atelier.studio.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content types of what workers and operators send: by the bytes that are there, else by the extension. */
final class MediaTypes {
    static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> BY_EXT = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"));

    private MediaTypes() {}

    static String of(Path file, String ext) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String sniffed = sniff(in.readNBytes(12));
            return sniffed == null ? BY_EXT.getOrDefault(ext.toLowerCase(Locale.ROOT), UNKNOWN) : sniffed;
        }
    }

    static @Nullable String sniff(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089PNG")) {
            return "image/png";
        }
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (text.startsWith("GIF8")) {
            return "image/gif";
        }
        if (text.startsWith("RIFF") && text.length() == 12) {
            return switch (text.substring(8)) {
                case "WEBP" -> "image/webp";
                case "WAVE" -> "audio/wav";
                default -> null;
            };
        }
        if (text.startsWith("OggS")) {
            return "audio/ogg";
        }
        if (text.startsWith("fLaC")) {
            return "audio/flac";
        }
        if (text.startsWith("ID3") || mp3Frame(head)) {
            return "audio/mpeg";
        }
        if (text.startsWith("ftyp", 4)) {
            return "video/mp4";
        }
        return text.startsWith("\u001aE\u00df\u00a3") ? "video/webm" : null;
    }

    /** Eleven bits of sync, then MPEG 1 or 2, layer III. */
    private static boolean mp3Frame(byte[] head) {
        return head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xe6) == 0xe2 && (head[1] & 0x18) != 0x08;
    }
}
