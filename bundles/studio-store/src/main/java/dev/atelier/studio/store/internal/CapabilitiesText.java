package dev.atelier.studio.store.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.sql.SQLException;

/** Capabilities as the protocol writes them, which it does only inside of its frames. */
final class CapabilitiesText {
    private CapabilitiesText() {}

    static String of(Capabilities capabilities) {
        try {
            return Json.parse(Frames.write(new WorkerFrame.Heartbeat(capabilities, null)))
                    .path("capabilities")
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException("a frame we wrote is no JSON", e);
        }
    }

    static Capabilities read(String text) throws SQLException {
        try {
            ObjectNode frame = Json.object().put("type", "heartbeat");
            frame.set("capabilities", Json.parse(text));
            if (Frames.fromWorker(frame.toString()) instanceof WorkerFrame.Heartbeat heartbeat) {
                return heartbeat.capabilities();
            }
            throw new SQLException("capabilities are none");
        } catch (IOException | MalformedJson e) {
            throw new SQLException("the capabilities of a worker cannot be read", e);
        }
    }
}
