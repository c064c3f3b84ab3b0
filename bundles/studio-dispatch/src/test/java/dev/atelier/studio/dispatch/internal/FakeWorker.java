package dev.atelier.studio.dispatch.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker's end of a session, and everything the studio said on it. */
final class FakeWorker implements Sessions.Channel {
    final String id;
    final Sessions.Seat seat;
    final List<JsonNode> heard = new ArrayList<>();
    Capabilities capabilities = Samples.capabilities();
    Runnable onSend = () -> {};
    int closed;

    FakeWorker(Sessions sessions, String id) {
        this.id = id;
        this.seat = sessions.open(id, "http://127.0.0.1:4780", this);
    }

    @Override
    public void send(String text) {
        if (closed == 0) {
            onSend.run();
            try {
                heard.add(Json.parse(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close(int code, String reason) {
        if (closed == 0) {
            closed = code;
        }
    }

    FakeWorker say(WorkerFrame frame) {
        seat.text(Frames.write(frame));
        return this;
    }

    FakeWorker hello() {
        return say(new WorkerFrame.Hello(new Secret("token-" + id), capabilities));
    }

    FakeWorker heartbeat() {
        return heartbeat(null);
    }

    FakeWorker heartbeat(@Nullable String jobId) {
        return say(new WorkerFrame.Heartbeat(capabilities, jobId));
    }

    FakeWorker accept(String jobId) {
        return say(new WorkerFrame.Accept(jobId));
    }

    FakeWorker complete(String jobId) {
        return say(new WorkerFrame.CompleteJson(jobId, "{\"text\":\"ok\"}", "hi"));
    }

    FakeWorker fail(String jobId, boolean retryable) {
        return say(new WorkerFrame.Fail(jobId, "broken", retryable));
    }

    FakeWorker reject(String jobId, String reason, @Nullable RejectCode code) {
        return say(new WorkerFrame.Reject(jobId, reason, code));
    }

    List<String> types() {
        return heard.stream().map(frame -> frame.path("type").asText()).toList();
    }

    List<String> offers() {
        return heard.stream()
                .filter(frame -> frame.path("type").asText().equals("offer"))
                .map(frame -> frame.path("claim").path("jobId").asText())
                .toList();
    }

    String lastOffer() {
        List<String> offers = offers();
        return offers.get(offers.size() - 1);
    }

    List<String> errors() {
        return heard.stream()
                .filter(frame -> frame.path("type").asText().equals("error"))
                .map(frame -> frame.path("code").asText())
                .toList();
    }
}
