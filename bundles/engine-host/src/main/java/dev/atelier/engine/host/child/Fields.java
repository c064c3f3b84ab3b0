package dev.atelier.engine.host.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Named values, as they travel between the worker and a child. Not safe for several threads while it is filled. */
public final class Fields {
    private static final int MAX_COUNT = 4096;

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** An absent value leaves the name out. */
    public Fields put(String name, @Nullable String value) {
        return set(name, value);
    }

    public Fields put(String name, long value) {
        return set(name, value);
    }

    public Fields put(String name, double value) {
        return set(name, value);
    }

    public Fields put(String name, boolean value) {
        return set(name, value);
    }

    /** The array is not copied. */
    public Fields put(String name, byte[] value) {
        return set(name, value);
    }

    public Fields put(String name, List<String> value) {
        return set(name, List.copyOf(value));
    }

    private Fields set(String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name) {
        return Objects.requireNonNull(text(name, null), name);
    }

    public @Nullable String text(String name, @Nullable String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    public long number(String name, long otherwise) {
        return values.get(name) instanceof Long number ? number : otherwise;
    }

    public double real(String name, double otherwise) {
        return values.get(name) instanceof Double number ? number : otherwise;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    public byte[] bytes(String name) {
        return values.get(name) instanceof byte[] bytes ? bytes : new byte[0];
    }

    public List<String> list(String name) {
        List<String> list = new ArrayList<>();
        if (values.get(name) instanceof List<?> found) {
            found.forEach(each -> list.add((String) each));
        }
        return list;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(values.size());
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            writeText(out, entry.getKey());
            writeValue(out, entry.getValue());
        }
    }

    private static void writeValue(DataOutputStream out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte('s');
            writeText(out, text);
        } else if (value instanceof Long number) {
            out.writeByte('n');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte('f');
            out.writeBoolean(flag);
        } else if (value instanceof byte[] bytes) {
            out.writeByte('b');
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            List<?> list = (List<?>) value;
            out.writeByte('l');
            out.writeInt(list.size());
            for (Object each : list) {
                writeText(out, (String) each);
            }
        }
    }

    /** @param in holds this and nothing else, so that no length can ask for more than there is */
    static Fields read(DataInputStream in) throws IOException {
        Fields fields = new Fields();
        int count = length(in, MAX_COUNT);
        for (int i = 0; i < count; i++) {
            fields.values.put(readText(in), readValue(in));
        }
        return fields;
    }

    private static Object readValue(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case 's' -> readText(in);
            case 'n' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'f' -> in.readBoolean();
            case 'b' -> readBytes(in);
            case 'l' -> readList(in);
            default -> throw new IOException("unknown kind of value " + tag);
        };
    }

    private static List<String> readList(DataInputStream in) throws IOException {
        String[] list = new String[length(in, in.available())];
        for (int i = 0; i < list.length; i++) {
            list[i] = readText(in);
        }
        return List.copyOf(Arrays.asList(list));
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[length(in, in.available())];
        in.readFully(bytes);
        return bytes;
    }

    private static int length(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a length of " + length + " where at most " + most + " can be");
        }
        return length;
    }

    /** Names only: the values are what a person asked for. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
