package dev.atelier.engine.agent.git;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files and links of a tar archive as git writes them; nothing else is read by it. */
final class TarFiles {
    private static final Pattern LINE = Pattern.compile("\n");
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE = 12;
    private static final int KIND_AT = 156;
    private static final int LINK_AT = 157;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX = 155;

    private TarFiles() {}

    interface Each {
        /** @param content of a file, or where a link leads to */
        void file(String path, byte[] content);
    }

    static void read(InputStream in, Each each) throws IOException {
        String longName = null;
        String longLink = null;
        for (byte[] head = in.readNBytes(BLOCK); head.length == BLOCK && head[0] != 0; head = in.readNBytes(BLOCK)) {
            String prefix = text(head, PREFIX_AT, PREFIX);
            String name = text(head, 0, NAME);
            byte[] content =
                    content(in, Long.parseLong(text(head, SIZE_AT, SIZE).strip(), 8));
            switch (head[KIND_AT]) {
                case 'x' -> {
                    longName = said(content, "path");
                    longLink = said(content, "linkpath");
                    continue;
                }
                case '0', 0 -> each.file(path(longName, prefix, name), content);
                case '2' -> {
                    String target = longLink == null ? text(head, LINK_AT, NAME) : longLink;
                    each.file(path(longName, prefix, name), target.getBytes(StandardCharsets.UTF_8));
                }
                default -> {} // folders, and the comment with the commit's id
            }
            longName = null;
            longLink = null;
        }
    }

    private static String path(@Nullable String longName, String prefix, String name) {
        if (longName != null) {
            return longName;
        }
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static byte[] content(InputStream in, long size) throws IOException {
        byte[] content = in.readNBytes(Math.toIntExact(size));
        if (content.length < size) {
            throw new EOFException("an archive ends early");
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        return content;
    }

    private static String text(byte[] head, int at, int most) {
        int end = at;
        while (end < at + most && head[end] != 0) {
            end++;
        }
        return new String(head, at, end - at, StandardCharsets.UTF_8);
    }

    /** One of the records {@code length name=value} of an extended header; null when it says nothing of it. */
    private static @Nullable String said(byte[] records, String name) {
        String text = new String(records, StandardCharsets.UTF_8);
        for (String line : LINE.split(text, -1)) {
            int blank = line.indexOf(' ');
            if (blank > 0 && line.startsWith(name + "=", blank + 1)) {
                return line.substring(blank + 1 + name.length() + 1);
            }
        }
        return null;
    }
}
