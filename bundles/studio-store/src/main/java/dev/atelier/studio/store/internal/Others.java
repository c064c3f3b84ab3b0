package dev.atelier.studio.store.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The other processes on the same database: told what we change, heard when they do. */
interface Others extends AutoCloseable {
    /** Begins the word that names a job; the rest is its id. */
    String JOB = "job:";

    String KEYS = "keys";
    String MODELS = "models";

    /** Hears of jobs; null when some were missed. */
    AutoCloseable jobs(Consumer<@Nullable String> changed);

    /** Runs when that list is another, or may be. */
    void on(String list, Runnable changed);

    @Override
    void close();

    /** Nobody else: the database is ours alone. */
    Others NOBODY = new Others() {
        @Override
        public AutoCloseable jobs(Consumer<@Nullable String> changed) {
            return () -> {};
        }

        @Override
        public void on(String list, Runnable changed) {
            // never
        }

        @Override
        public void close() {
            // nothing was opened
        }
    };
}
