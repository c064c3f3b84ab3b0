package dev.atelier.studio.dispatch.api;

import dev.atelier.wire.api.Capabilities;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** The workers that are connected to this process. */
@ProviderType
public interface Sessions {
    /** The studio's end of a socket. Neither call blocks or throws; what cannot be sent closes the socket. */
    @ConsumerType
    interface Channel {
        void send(String text);

        void close(int code, String reason);
    }

    /** A worker's end, from the upgrade on. Called in the order things arrive; never blocks. */
    @ProviderType
    interface Seat {
        void text(String message);

        /** Something that is no text: an offence. */
        void binary();

        /** The socket is gone, whoever closed it. */
        void closed();
    }

    /**
     * A socket whose bearer has been verified for this worker.
     *
     * @param origin where the worker reached us, such as {@code http://127.0.0.1:4780}: inputs of jobs are served there
     */
    Seat open(String workerId, String origin, Channel channel);

    /** The operator removed the worker: its session ends for good. */
    void removed(String workerId);

    /** The operator changed the worker, such as whether it is offered work. */
    void changed(String workerId);

    /**
     * A session as an operator sees it.
     *
     * @param state {@code connecting} before the greeting, {@code ready}, {@code busy}
     * @param jobId reserved or running
     */
    record View(
            String workerId,
            String state,
            @Nullable String jobId,
            Capabilities capabilities,
            Instant connectedAt,
            Instant lastHeartbeat) {}

    /** Who watches which worker has which job. Told on the dispatch's thread: hand over quickly, never block or throw. */
    @ConsumerType
    interface Hands {
        /** The job is being offered to the worker. */
        void offered(String jobId, String workerId);

        /** The worker may still run the job, but nobody wants it from there any more. */
        void withdrawn(String jobId, String workerId);

        /** The operator removed the worker; nothing of it is to stay connected. */
        void removed(String workerId);
    }

    Watching watch(Hands hands);

    /** Ends with {@link #close()}. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    List<View> all();

    Optional<View> find(String workerId);
}
