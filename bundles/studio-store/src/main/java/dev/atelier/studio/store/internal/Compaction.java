package dev.atelier.studio.store.internal;

import java.sql.Connection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is alive in an embedded database's file together, so that the rest can be used again. The database does
 * that on a thread of its own, which it has only with a write delay; without one the file does nothing but grow.
 *
 * <p>What is moved is written anew, and its old place is left alone for the retention time, in which it is synced.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    /** A smaller file is not worth the writing. */
    private static final long LEAST = 16L << 20;
    /** Per cent of the file that are alive, below which it is tidied up. */
    private static final int ALIVE = 60;
    /** At a time, since changes wait for it. */
    private static final int MOVED = 2 << 20;

    private final long least;
    private @Nullable MVStore store;
    private boolean givenUp;

    Compaction() {
        this(LEAST);
    }

    Compaction(long least) {
        this.least = least;
    }

    /** On the thread that writes. Never fails: a file that grows is better than a store that takes no changes. */
    void step(Connection connection) {
        if (givenUp) {
            return;
        }
        try {
            MVStore open = store == null || store.isClosed() ? of(connection) : store;
            store = open;
            if (open.getFileStore().size() > least) {
                open.compact(ALIVE, MOVED);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            givenUp = true;
            LOG.atWarn().setCause(e).log("the studio's database file cannot be tidied up and will grow");
        }
    }

    /** It is public, but for the packages its classes are in: no bundle may import them. */
    private static MVStore of(Connection connection) throws ReflectiveOperationException {
        Object at = connection;
        for (String accessor : new String[] {"getSession", "getDatabase", "getStore", "getMvStore"}) {
            at = at.getClass().getMethod(accessor).invoke(at);
        }
        return (MVStore) at;
    }
}
