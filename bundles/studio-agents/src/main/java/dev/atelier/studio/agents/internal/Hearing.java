package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.wire.agent.api.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes in events: in their order, each once, as many as a run may have. */
final class Hearing {
    static final int LONGEST_EVENT = 1_000_000;
    static final long MOST_CHARS = 64L << 20;
    private static final int LONGEST_META = 4_000;
    /** What a row takes besides its text. */
    private static final int ROW = 200;

    private Hearing() {}

    /** @return the last that is here, after which the next is expected; empty for a stale voice */
    static Step<OptionalLong> hear(Work work, Voice voice, List<Told> events, Instant now) {
        KeptRun run = Rules.held(work, voice);
        if (run == null) {
            return Step.none(OptionalLong.empty());
        }
        List<AgentEvents.Kept> kept = new ArrayList<>();
        long last = run.heard().lastSeq();
        long chars = run.heard().chars();
        for (Told event : events) {
            if (event.seq() <= last) {
                continue; // told twice
            }
            if (event.seq() != last + 1) {
                break; // one is missing: the answer says which
            }
            last++;
            if (chars >= MOST_CHARS) {
                continue; // counted, no longer kept
            }
            AgentEvents.Kept row = kept(event);
            chars += (long) row.event().length() + ROW;
            kept.add(
                    chars < MOST_CHARS
                            ? row
                            : instead(event, "no further event of this run is kept: there are too many"));
        }
        KeptRun heard = run.heard(new KeptRun.Heard(last, chars), now);
        return Step.heard(new Work(work.task(), heard), kept, OptionalLong.of(last));
    }

    private static AgentEvents.Kept kept(Told event) {
        String text = Json.text(event.event());
        if (text.length() > LONGEST_EVENT) {
            return instead(event, "an event of " + text.length() + " characters was dropped");
        }
        return new AgentEvents.Kept(
                event.seq(), Bounds.moment(event.timestamp()), event.source(), text, meta(event.meta()));
    }

    private static AgentEvents.Kept instead(Told event, String why) {
        ObjectNode json = Json.object().put("type", "error_output").put("content", why);
        return new AgentEvents.Kept(
                event.seq(), Bounds.moment(event.timestamp()), Told.Source.WORKER, Json.text(json), null);
    }

    private static @Nullable String meta(Told.@Nullable Meta meta) {
        if (meta == null) {
            return null;
        }
        ObjectNode json = Json.object();
        put(json, "call_id", meta.callId());
        put(json, "parent_call_id", meta.parentCallId());
        put(json, "request_id", meta.requestId());
        if (meta.multiSelect()) {
            json.put("multi_select", true);
        }
        if (meta.rawTruncated()) {
            json.put("raw_truncated", true);
        }
        String text = Json.text(json);
        return text.length() > LONGEST_META ? null : text;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
