package dev.atelier.launcher.cli.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form with files, streamed from disk. */
public final class Multipart implements HttpCall.Body {
    private static final String BOUNDARY = "----atelier-" + Long.toHexString(System.nanoTime());

    private final List<Piece> pieces = new ArrayList<>();
    private final Progress progress;
    private long length;
    private long written;

    /** Told how far the upload is. */
    @FunctionalInterface
    public interface Progress {
        void at(long done, long all);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] head, @Nullable Path file, byte[] text) {}

    public Multipart(Progress progress) {
        this.progress = progress;
        this.length = ("--" + BOUNDARY + "--\r\n").length();
    }

    public Multipart file(String name, Path file) throws IOException {
        String fileName = String.valueOf(file.getFileName()).replace("\"", "_").replace("\\", "_");
        add(name, "; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream", file, new byte[0]);
        return this;
    }

    public Multipart text(String name, String text) throws IOException {
        add(name, "", null, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void add(String name, String more, @Nullable Path file, byte[] text) throws IOException {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n";
        Piece piece = new Piece(head.getBytes(StandardCharsets.UTF_8), file, text);
        length += piece.head.length + text.length + 2;
        length += file == null ? 0 : Files.size(file);
        pieces.add(piece);
    }

    @Override
    public String type() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        written = 0;
        for (Piece piece : pieces) {
            write(out, piece.head, piece.head.length);
            if (piece.file != null) {
                stream(out, piece.file);
            }
            write(out, piece.text, piece.text.length);
            write(out, new byte[] {'\r', '\n'}, 2);
        }
        byte[] end = ("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        write(out, end, end.length);
    }

    private void stream(OutputStream out, Path file) throws IOException {
        byte[] buffer = new byte[65_536];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                write(out, buffer, count);
            }
        }
    }

    private void write(OutputStream out, byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
        written += count;
        progress.at(written, length);
    }
}
