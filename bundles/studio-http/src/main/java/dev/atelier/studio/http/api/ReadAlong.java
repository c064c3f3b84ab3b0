package dev.atelier.studio.http.api;

import org.osgi.annotation.versioning.ProviderType;

/** What can be heard of a job before it is done. A worker without a link says nothing early. */
@ProviderType
public interface ReadAlong {
    /**
     * Reads along with a job. To be asked before the job is handed in, else its beginning may be missed.
     */
    Reading follow(String jobId, Reader reader);

    /** Called in order, on threads of the sockets: hand over quickly, never block or throw. */
    interface Reader {
        /** The next piece of the text the job makes. */
        void text(String piece);

        /** Another worker begins anew; what was read may turn out different, and there will be no more. */
        void restarted();
    }

    /** Ends with {@link #close()}. */
    interface Reading extends AutoCloseable {
        @Override
        void close();
    }
}
