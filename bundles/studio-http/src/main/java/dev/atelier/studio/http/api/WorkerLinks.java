package dev.atelier.studio.http.api;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** The links of workers, for rooms that have something of their own to say on them. */
@ProviderType
public interface WorkerLinks {
    /** Tells of each link from now on, and at once of those that are open. */
    Watching watch(Listener listener);

    /** One link, from when it is open. The worker has shown its token for it. */
    @ProviderType
    interface Line {
        String workerId();

        /** Hands the text over to be sent; nothing happens once the link is gone. Never blocks. */
        void send(String text);
    }

    /**
     * Told in order for each link, on its thread, but for those that were open already: hand over quickly, never block or
     * throw. A worker has one link; before its next is opened the last is closed.
     */
    @ConsumerType
    interface Listener {
        void opened(Line line);

        /** A text that is none of jobs; it may be anybody's. */
        void text(Line line, String text);

        void closed(Line line);

        /** The operator removed the worker; it does not come back. */
        void removed(String workerId);
    }

    /** Ends with {@link #close()}. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
