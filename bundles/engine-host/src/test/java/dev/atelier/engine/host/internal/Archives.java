package dev.atelier.engine.host.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives as release pages have them. */
final class Archives {
    private Archives() {}

    /** @param namesAndTexts in turn */
    static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A tar that is written entry by entry. */
    static final class Tarball {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Tarball file(String name, int mode, String text) {
            return entry(name, '0', mode, "", text);
        }

        Tarball link(String name, char type, String target) {
            return entry(name, type, 0777, target, "");
        }

        Tarball folder(String name) {
            return entry(name, '5', 0755, "", "");
        }

        Tarball longName(String name) {
            return entry("././@LongLink", 'L', 0, "", name + "\0");
        }

        Tarball attributes(String text) {
            return entry("PaxHeaders/x", 'x', 0644, "", text);
        }

        /** A header that says so of what follows. */
        Tarball length(String name, String octal) {
            int header = bytes.size();
            file(name, 0755, "");
            byte[] all = bytes.toByteArray();
            put(all, header + 124, octal);
            bytes.reset();
            bytes.writeBytes(all);
            return this;
        }

        private Tarball entry(String name, char type, int mode, String target, String text) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            byte[] header = new byte[512];
            put(header, 0, name);
            put(header, 100, String.format("%07o", mode));
            put(header, 124, String.format("%011o", content.length));
            header[156] = (byte) type;
            put(header, 157, target);
            put(header, 257, "ustar\00000");
            bytes.writeBytes(header);
            bytes.writeBytes(content);
            bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
            return this;
        }

        private static void put(byte[] header, int at, String text) {
            byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(content, 0, header, at, content.length);
        }

        byte[] gzipped() throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes.toByteArray());
                gzip.write(new byte[1024]);
            }
            return packed.toByteArray();
        }
    }

    static byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }
}
