package dev.atelier.studio.gateway.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import java.io.IOException;
import java.util.List;

/** How the one who waits gets the answer. Exactly one of {@code answer} and {@code refuse} is called, once. */
interface Outlet {
    /** The wait begins; the action is for when the client leaves. */
    void wait(Runnable gone);

    /** It takes long. */
    void stillWaiting();

    void answer(List<Result> results) throws IOException;

    void refuse(HttpError error);

    /** Writes results as somebody wants them. */
    interface Reply {
        void give(Exchange exchange, List<Result> results) throws IOException;
    }

    /** One answer when everything is there. */
    record Whole(Exchange exchange, Reply reply) implements Outlet {
        @Override
        public void wait(Runnable gone) {
            exchange.later();
            exchange.whenGone(gone);
        }

        @Override
        public void stillWaiting() {}

        @Override
        public void answer(List<Result> results) throws IOException {
            reply.give(exchange, results);
        }

        @Override
        public void refuse(HttpError error) {
            exchange.fail(error);
        }
    }
}
