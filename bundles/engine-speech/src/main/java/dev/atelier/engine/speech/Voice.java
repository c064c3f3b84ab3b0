package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;

/** One way to speak. Safe to use by several jobs at once. */
interface Voice {
    String name();

    /** Samples a second, the same for every sentence. */
    int rate();

    /** How many characters it says in one go. */
    default int longest() {
        return Pieces.LONGEST;
    }

    /** The sound of a piece of text, none when nothing in it can be said. */
    short[] say(String piece, double speed, JobContext context) throws EngineException;
}
