package dev.atelier.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** As much of WebSocket as a scripted worker needs: short messages in one frame each. */
final class DispatchFrames {
    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int MASK_BYTES = 4;

    private DispatchFrames() {}

    /** A client's frames are masked; with zeros, which changes nothing. */
    static byte[] text(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        boolean small = payload.length < SHORT;
        ByteBuffer frame = ByteBuffer.allocate((small ? 2 : 4) + MASK_BYTES + payload.length);
        frame.put((byte) TEXT);
        if (small) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | SHORT)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).array();
    }

    /** What a worker says to an offer, both frames at once. */
    static byte[] answers(String jobId) {
        byte[] accept = text("{\"type\":\"accept\",\"jobId\":\"" + jobId + "\"}");
        byte[] complete = text("{\"type\":\"completeJson\",\"jobId\":\"" + jobId + "\",\"result\":"
                + DispatchPayload.RESULT + ",\"prompt\":\"" + DispatchPayload.PROMPT + "\"}");
        return ByteBuffer.allocate(accept.length + complete.length)
                .put(accept)
                .put(complete)
                .array();
    }

    /** The next message, or null when it is not here yet; whatever is no text comes with its code in its place. */
    static @Nullable String next(ByteBuffer bytes) {
        ByteBuffer look = bytes.duplicate();
        if (look.remaining() < 4) {
            return null;
        }
        int code = look.get() & 0xFF;
        int length = look.get();
        if (length == SHORT) {
            length = look.getShort() & 0xFFFF;
        }
        if (look.remaining() < length) {
            return null;
        }
        byte[] payload = new byte[length];
        look.get(payload);
        bytes.position(look.position());
        String text = new String(payload, StandardCharsets.UTF_8);
        return code == TEXT ? text : "frame " + code + " " + text;
    }
}
