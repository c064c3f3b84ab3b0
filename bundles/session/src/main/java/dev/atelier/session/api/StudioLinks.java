package dev.atelier.session.api;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** The link to the studio, for rooms that have something of their own to say on it: it comes and goes with the session. */
@ProviderType
public interface StudioLinks {
    /** Tells of each link from now on, and at once of the one that is open. */
    Watching watch(Listener listener);

    /** One link, from when it is open. */
    @ProviderType
    interface Line {
        /** Hands the text over to be sent; nothing happens once the link is gone. Never blocks. */
        void send(String text);
    }

    /**
     * Told in order, on the thread that reads the link, but for the link that was open already: hand over quickly, never
     * block or throw.
     */
    @ConsumerType
    interface Listener {
        void opened(Line line);

        /** A text that is none of the session's own matters; it may be anybody's. */
        void text(Line line, String text);

        void closed(Line line);
    }

    /** Ends with {@link #close()}. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
