package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One worker's session. Lives on the loop, but for the count of frames that are still to be looked at. */
final class Session {
    private static final int REMEMBERED = 256;
    private static final int MOST_CLASSES = 1_000;

    /** Where it stands. */
    enum State {
        /** No greeting yet. */
        SILENT,
        /** The greeting is being checked, or its answer waits for its turn. */
        GREETING,
        READY,
        GONE
    }

    final String workerId;
    final long serial;
    final String origin;
    final Instant connectedAt;
    private final Sessions.Channel channel;
    State state = State.SILENT;
    boolean enabled = true;

    @Nullable
    Capabilities capabilities;

    long heartbeat;
    long lostAtHeartbeat;
    Instant heartbeatAt;

    @Nullable
    Held held;

    /** A job it says it runs and that is none of this session. */
    @Nullable
    String foreign;

    final List<WorkerFrame> early = new ArrayList<>();
    final AtomicInteger unread = new AtomicInteger();

    private final Map<String, Boolean> formerly = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Map<JobClass, Boolean> fits = new HashMap<>();

    Session(String workerId, long serial, String origin, Sessions.Channel channel, Instant connectedAt) {
        this.workerId = workerId;
        this.serial = serial;
        this.origin = origin;
        this.channel = channel;
        this.connectedAt = connectedAt;
        this.heartbeatAt = connectedAt;
    }

    void advertises(Capabilities now) {
        if (!now.equals(capabilities)) {
            capabilities = now;
            fits.clear();
        }
    }

    boolean fits(JobClass needs) {
        Capabilities now = capabilities;
        if (now == null) {
            return false;
        }
        if (fits.size() >= MOST_CLASSES) {
            fits.clear();
        }
        return fits.computeIfAbsent(needs, each -> Placement.fits(now, each));
    }

    /** Ready, and without a job of ours or of another session. */
    boolean idle() {
        return state == State.READY && held == null && foreign == null;
    }

    boolean takesWork() {
        Capabilities now = capabilities;
        return idle() && now != null && Placement.open(enabled, now);
    }

    /** Its job is no longer its own; what it still says about it is no offence. */
    void putDown() {
        Held job = held;
        if (job != null) {
            formerly.put(job.job.id(), Boolean.TRUE);
            held = null;
        }
    }

    boolean hadBefore(String jobId) {
        return formerly.containsKey(jobId);
    }

    void send(StudioFrame frame) {
        send(Frames.write(frame));
    }

    void send(String frame) {
        if (state != State.GONE) {
            channel.send(frame);
        }
    }

    void close(int code, String reason) {
        channel.close(code, reason);
    }

    void end(StudioErrorCode code, String message) {
        send(new StudioFrame.Failure(code, message));
        close(code.closeCode(), code.wireName().replace('_', ' '));
    }

    @Nullable
    String busyWith() {
        Held job = held;
        return job == null ? foreign : job.job.id();
    }

    Candidate candidate(long nanos, Duration stale, Capabilities now) {
        return new Candidate(
                serial,
                state == State.READY,
                enabled,
                busyWith(),
                Duration.ofNanos(Math.max(0, nanos - heartbeat)),
                stale,
                now);
    }
}
