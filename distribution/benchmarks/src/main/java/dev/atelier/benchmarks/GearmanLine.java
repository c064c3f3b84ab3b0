package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A connection to Gearman's job server: packets of a type, a length and fields with a zero between them. */
final class GearmanLine implements DispatchWire.Listener {
    private static final int REQUEST = 0x00524551;
    private static final int HEADER = 12;

    private static final int CAN_DO = 1;
    private static final int PRE_SLEEP = 4;
    private static final int NOOP = 6;
    private static final int JOB_CREATED = 8;
    private static final int GRAB_JOB = 9;
    private static final int NO_JOB = 10;
    private static final int JOB_ASSIGN = 11;
    private static final int WORK_COMPLETE = 13;
    private static final int SUBMIT_JOB_BG = 18;

    private static final String FUNCTION = "bench";

    private final DispatchWire.Connection connection;
    private final Consumer<String> broken;
    private Heard heard = (type, data) -> {};

    private interface Heard {
        void packet(int type, String data);
    }

    private GearmanLine(DispatchLoad load, int port) throws IOException {
        this.broken = load::broken;
        connection = load.wire().connect(port, this);
    }

    static DispatchLoad.Client client(DispatchLoad load, int port) throws IOException {
        return new Submitter(new GearmanLine(load, port));
    }

    static DispatchLoad.Worker worker(DispatchLoad load, int port) throws IOException {
        Hand hand = new Hand(new GearmanLine(load, port));
        load.wire().post(hand::begin);
        return hand;
    }

    private void send(int type, String... fields) {
        byte[] data = String.join("\0", fields).getBytes(StandardCharsets.UTF_8);
        connection.send(ByteBuffer.allocate(HEADER + data.length)
                .putInt(REQUEST)
                .putInt(type)
                .putInt(data.length)
                .put(data)
                .array());
    }

    @Override
    public void heard(ByteBuffer bytes) {
        while (bytes.remaining() >= HEADER && bytes.remaining() >= HEADER + bytes.getInt(bytes.position() + 8)) {
            int type = bytes.getInt(bytes.position() + 4);
            byte[] data = new byte[bytes.getInt(bytes.position() + 8)];
            bytes.position(bytes.position() + HEADER);
            bytes.get(data);
            heard.packet(type, new String(data, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void gone(String why) {
        broken.accept("gearmand: " + why);
    }

    private static final class Submitter implements DispatchLoad.Client {
        private final GearmanLine line;
        private @Nullable Runnable waiting;

        Submitter(GearmanLine line) {
            this.line = line;
            line.heard = this::packet;
        }

        @Override
        public void submit(Runnable kept) {
            waiting = kept;
            line.send(SUBMIT_JOB_BG, FUNCTION, UUID.randomUUID().toString(), DispatchPayload.JOB);
        }

        private void packet(int type, String data) {
            Runnable kept = waiting;
            if (type == JOB_CREATED && kept != null) {
                kept.run();
            } else {
                line.gone("packet " + type + " " + data);
            }
        }
    }

    private static final class Hand implements DispatchLoad.Worker {
        private final GearmanLine line;
        private LongConsumer offered = nanos -> {};
        private Runnable acknowledged = () -> {};
        private boolean reported;

        Hand(GearmanLine line) {
            this.line = line;
            line.heard = this::packet;
        }

        void begin() {
            line.send(CAN_DO, FUNCTION);
            line.send(GRAB_JOB);
        }

        @Override
        public void tell(LongConsumer offered, Runnable acknowledged) {
            this.offered = offered;
            this.acknowledged = acknowledged;
        }

        private void packet(int type, String data) {
            long now = System.nanoTime();
            if (type == NOOP) {
                line.send(GRAB_JOB);
            } else if (type == NO_JOB || type == JOB_ASSIGN) {
                // Nothing answers a report, but whatever comes after it does.
                if (reported) {
                    reported = false;
                    acknowledged.run();
                }
                if (type == NO_JOB) {
                    line.send(PRE_SLEEP);
                } else {
                    offered.accept(now);
                    line.send(WORK_COMPLETE, data.substring(0, data.indexOf('\0')), DispatchPayload.RESULT);
                    line.send(GRAB_JOB);
                    reported = true;
                }
            } else {
                line.gone("packet " + type + " " + data);
            }
        }
    }
}
