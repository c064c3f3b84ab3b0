package dev.atelier.studio.gateway.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.store.api.StoredJob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** How the one who waits gets the answer. Exactly one of {@code answer} and {@code refuse} is called, once. */
interface Outlet {
    /** The wait begins; the action is for when the client leaves. */
    void wait(Runnable gone);

    /** Who reads a job's text while it is made, on these threads; asked for each job before it is handed in. */
    default Optional<ReadAlong.Reader> reader(String jobId, Executor threads) {
        return Optional.empty();
    }

    /** How much memory an answer takes that is made of such jobs. */
    long weight(List<StoredJob> jobs);

    /** It takes long. */
    void stillWaiting();

    /** Returns before the last byte is out; the share is given back when it is. */
    void answer(List<Result> results, Memory.Share share) throws IOException;

    void refuse(HttpError error);

    /** Results as somebody wants them. */
    interface Reply {
        Body of(List<Result> results) throws IOException;
    }

    /**
     * One answer when everything is there.
     *
     * @param copies how often a result is in memory while it is turned into an answer
     */
    record Whole(Exchange exchange, int copies, Reply reply) implements Outlet {
        /** Bytes, a tree or a text of them, and the bytes of the answer. */
        static final int COPIES = 4;

        Whole(Exchange exchange, Reply reply) {
            this(exchange, COPIES, reply);
        }

        @Override
        public long weight(List<StoredJob> jobs) {
            return copies * jobs.stream().mapToLong(StoredJob::resultBytes).sum();
        }

        @Override
        public void wait(Runnable gone) {
            exchange.later();
            exchange.whenGone(gone);
        }

        @Override
        public void stillWaiting() {}

        @Override
        public void answer(List<Result> results, Memory.Share share) throws IOException {
            Body body = reply.of(results);
            exchange.stream(200, body.type(), body.length(), body.with(share));
        }

        @Override
        public void refuse(HttpError error) {
            exchange.fail(error);
        }
    }
}
