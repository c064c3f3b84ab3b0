package dev.atelier.lib.ffmpeg.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared library for Linux on x86-64 with nothing in it. The program is linked to libraries of sound cards and
 * screens, which a server has not and no job uses: given an empty one under their name, the loader is content, since
 * functions are only looked for when they are called.
 */
final class EmptyLibrary {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SEGMENTS = 3;
    private static final int ENTRY = 16;
    private static final int ENTRIES = 9;
    private static final int SYMBOL = 24;
    private static final int VERSION = 28;

    private static final int DYNAMIC_AT = HEADER + SEGMENTS * SEGMENT;
    private static final int SYMBOLS_AT = DYNAMIC_AT + ENTRIES * ENTRY;
    private static final int VERSION_OF_SYMBOL_AT = SYMBOLS_AT + SYMBOL;
    private static final int VERSIONS_AT = VERSION_OF_SYMBOL_AT + Integer.BYTES;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    /** Without it the loader would give the whole program a stack that can be executed. */
    private static final int STACK = 0x6474e551;

    private static final int READ_WRITE = 6;
    private static final int PAGE = 0x1000;

    private EmptyLibrary() {}

    /** @param versions it says it has, since the loader grumbles about those it misses */
    static byte[] named(String name, List<String> versions) {
        List<String> names = new ArrayList<>(versions);
        names.add(0, name); // a library's first version is itself
        int stringsAt = VERSIONS_AT + names.size() * VERSION;
        byte[] strings = ("\0" + String.join("\0", names) + "\0").getBytes(StandardCharsets.US_ASCII);
        int size = stringsAt + strings.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(out);
        segment(out, LOAD, 0, size, PAGE);
        segment(out, DYNAMIC, DYNAMIC_AT, ENTRIES * ENTRY, Long.BYTES);
        segment(out, STACK, 0, 0, ENTRY);
        entry(out, 14, 1); // its own name, at 1 of the strings
        entry(out, 5, stringsAt);
        entry(out, 6, SYMBOLS_AT);
        entry(out, 10, strings.length);
        entry(out, 11, SYMBOL);
        entry(out, 0x6ffffff0, VERSION_OF_SYMBOL_AT);
        entry(out, 0x6ffffffc, VERSIONS_AT);
        entry(out, 0x6ffffffd, names.size());
        entry(out, 0, 0);
        out.position(VERSIONS_AT);
        versions(out, names);
        out.put(strings);
        return out.array();
    }

    private static void header(ByteBuffer out) {
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // 64 bits, little-endian
        out.putShort((short) 3).putShort((short) 62).putInt(1); // shared object, x86-64
        out.putLong(0).putLong(HEADER).putLong(0).putInt(0); // no entry, where the segments are, no sections
        out.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer out, int type, long at, long size, long align) {
        out.putInt(type).putInt(READ_WRITE).putLong(at).putLong(at).putLong(at);
        out.putLong(size).putLong(size).putLong(align);
    }

    private static void entry(ByteBuffer out, long tag, long value) {
        out.putLong(tag).putLong(value);
    }

    private static void versions(ByteBuffer out, List<String> names) {
        int nameAt = 1;
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            out.putShort((short) 1)
                    .putShort((short) (i == 0 ? 1 : 0))
                    .putShort((short) (i + 1))
                    .putShort((short) 1);
            out.putInt(hash(names.get(i))).putInt(VERSION - 8).putInt(last ? 0 : VERSION);
            out.putInt(nameAt).putInt(0);
            nameAt += names.get(i).length() + 1;
        }
    }

    /** As the format prescribes it. */
    private static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash << 4) + name.charAt(i);
            int top = hash & 0xf0000000;
            hash = (hash ^ (top >>> 24)) & ~top;
        }
        return hash;
    }
}
