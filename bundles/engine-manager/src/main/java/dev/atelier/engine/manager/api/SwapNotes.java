package dev.atelier.engine.manager.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What a swap of an engine would mean beyond the engine itself; told in its preview. A service of whoever knows. */
@ConsumerType
@FunctionalInterface
public interface SwapNotes {
    /** Sentences for a person, none when there is nothing to tell. Answers at once. */
    List<String> beforeSwapOf(String engineId);
}
