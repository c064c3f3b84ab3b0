package dev.atelier.engine.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.agent.api.UnitTask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run wants from the server its task came from. Safe for many threads. */
public interface SessionServer {
    /** Waits for it. */
    Map<String, Secret> secrets() throws AgentFailure, InterruptedException;

    /** One more thing that has happened; told later, in order. */
    void event(Told.Source source, JsonNode event, Told.@Nullable Meta meta);

    /** How the run stands, told behind the events of before; a newer one may take its place. */
    void stands(Standing standing);

    /** How it ended. Waits until all events and this are told, or can never be. */
    void ended(Standing standing) throws InterruptedException;

    /** Whether it wants to have the whole change with the end. */
    boolean wantsPatch();

    /** Whether people review what was made, for as long as they like. */
    boolean reviews();

    /** Asks a person. The answer may come at any time, on any thread, or never. */
    void ask(Asked asked, Replies replies);

    /** Nobody waits for an answer any more. */
    void withdraw(Asked asked, boolean timedOut);

    /** What becomes of a question. */
    interface Replies {
        void answered(String text);

        /** There is nobody to ask. */
        void unanswerable();
    }

    /** @param patch only at the end, and where the server {@link #wantsPatch} */
    record Standing(
            UnitTask.Status status, @Nullable String error, Report.Details details, Report.@Nullable Patch patch) {}

    /** @param id for this side only */
    record Asked(String id, String prompt, Question.Type type, List<String> options) {
        public Asked {
            options = List.copyOf(options);
        }
    }
}
