package dev.atelier.engine.host.child;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message between the worker and a child: a mark, a length, then type, call and fields. The mark is there because
 * native libraries print on the standard output of their process whatever anybody says: what stands between two
 * frames is no frame, and skipped.
 *
 * @param call which call it belongs to; 0 for none
 */
public record Frame(Type type, int call, Fields fields) {
    /** Told in the first frame of a child; the classes of both ends come from the same bundle, so this seldom moves. */
    public static final int PROTOCOL = 1;

    /** Longest frame. What is bigger goes by file. */
    public static final int MAX_LENGTH = 16 * 1024 * 1024;

    private static final int MARK = 0xA7E1F4A3;

    /** Most of what is kept of text between frames. */
    private static final int MAX_STRAY = 4096;

    /** What a frame is for: the first five go to the child, the others come from it. */
    public enum Type {
        REQUEST('q'),
        CANCEL('c'),
        PING('?'),
        EXIT('x'),
        READY('r'),
        PONG('!'),
        PROGRESS('p'),
        TEXT('t'),
        LOG('l'),
        RESULT('a'),
        ERROR('e');

        private final char code;

        Type(char code) {
            this.code = code;
        }

        private static Type of(int code) throws IOException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IOException("a frame of unknown type " + code);
        }
    }

    /** Writes a whole frame at once; the caller sees to it that one thread writes at a time. */
    public void write(OutputStream out) throws IOException {
        Buffer buffer = new Buffer();
        DataOutputStream data = new DataOutputStream(buffer);
        data.writeInt(MARK);
        data.writeInt(0);
        data.writeByte(type.code);
        data.writeInt(call);
        fields.write(data);
        byte[] bytes = buffer.toByteArray();
        int length = bytes.length - 8;
        for (int i = 0; i < 4; i++) {
            bytes[4 + i] = (byte) (length >>> (24 - 8 * i));
        }
        out.write(bytes);
        out.flush();
    }

    /**
     * Reads the next frame; null at the end.
     *
     * @param stray hears what stood before it and is no frame
     */
    public static @Nullable Frame read(InputStream in, Consumer<byte[]> stray) throws IOException {
        if (!toMark(in, stray)) {
            return null;
        }
        DataInputStream data = new DataInputStream(in);
        int length = data.readInt();
        if (length < 5 || length > MAX_LENGTH) {
            throw new IOException("a frame of " + length + " bytes");
        }
        // Grows with what arrives, so that a wrong length costs no memory.
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the other end stopped within a frame");
        }
        DataInputStream fields = new DataInputStream(new ByteArrayInputStream(payload));
        Type type = Type.of(fields.readUnsignedByte());
        return new Frame(type, fields.readInt(), Fields.read(fields));
    }

    private static boolean toMark(InputStream in, Consumer<byte[]> stray) throws IOException {
        ByteArrayOutputStream skipped = new ByteArrayOutputStream();
        int window = 0;
        int read = 0;
        while (true) {
            int c = in.read();
            if (c < 0) {
                tell(skipped, stray);
                return false;
            }
            if (read++ >= 4 && skipped.size() < MAX_STRAY) {
                skipped.write(window >>> 24);
            }
            window = window << 8 | c;
            if (read >= 4 && window == MARK) {
                tell(skipped, stray);
                return true;
            }
        }
    }

    private static void tell(ByteArrayOutputStream skipped, Consumer<byte[]> stray) {
        if (skipped.size() > 0) {
            stray.accept(skipped.toByteArray());
        }
    }

    /** Says no before it has copied what is too long. */
    private static final class Buffer extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] added, int offset, int length) throws IOException {
            if (bytes.size() + (long) length > MAX_LENGTH) {
                throw new IOException("more than " + MAX_LENGTH + " bytes");
            }
            bytes.write(added, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
