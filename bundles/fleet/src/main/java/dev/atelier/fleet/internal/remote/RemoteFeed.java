package dev.atelier.fleet.internal.remote;

import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.shape.Feed;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The observation stream of one Worker of a runtime elsewhere. */
final class RemoteFeed implements Feed {
    private static final Trouble UNAVAILABLE = new Trouble(Code.RUNTIME_UNAVAILABLE, true);

    private final Remote remote;
    private final String workerId;
    private final Calls calls;

    RemoteFeed(Remote remote, String workerId, Calls calls) {
        this.remote = remote;
        this.workerId = workerId;
        this.calls = calls;
    }

    @Override
    public Line open(@Nullable String cursor, Listener listener) {
        try {
            RemoteLine line = new RemoteLine(address(cursor), headers(), listener, calls.timer());
            calls.threads().execute(line::run);
            return line;
        } catch (RejectedExecutionException | NoCredential | IllegalArgumentException e) {
            return new Nothing(listener);
        }
    }

    private URI address(@Nullable String cursor) {
        String base = remote.base().toString();
        return URI.create("ws" + base.substring("http".length()) + ObservedText.path(workerId, cursor));
    }

    private Map<String, String> headers() {
        Remote.Credential credential = remote.credential();
        if (credential == null) {
            return Map.of();
        }
        Optional<Secret> secret = credential.find();
        return Map.of(
                "Authorization",
                "Bearer " + secret.orElseThrow(NoCredential::new).value());
    }

    /** There is nothing to show. */
    private static final class NoCredential extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoCredential() {
            super("no credential", null, false, false);
        }
    }

    /** An observation that did not begin. */
    private static final class Nothing implements Line {
        Nothing(Listener listener) {
            listener.ended(UNAVAILABLE);
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
