package dev.atelier.engine.agent.room;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.callback.Callbacks;
import dev.atelier.engine.agent.server.AgentDuty;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server reaches this worker, as the operator wants it just now. Without, the worker asks. */
final class Reachable implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Reachable.class);

    private final Callbacks callbacks;
    private final AgentDuty duty;
    private @Nullable CallbackTerms terms;
    private @Nullable Closeable port;

    Reachable(Callbacks callbacks, AgentDuty duty) {
        this.callbacks = callbacks;
        this.duty = duty;
    }

    /** Never throws: what cannot be opened is told in the log, and tried again with the next change of settings. */
    void under(Deal deal) {
        try {
            become(CallbackTerms.of(deal.config(), deal.url()), deal.token());
        } catch (IllegalStateException | IllegalArgumentException e) {
            close();
            LOG.atError()
                    .addKeyValue("port", deal.config().agent_worker_port())
                    .addKeyValue("problem", e.getMessage())
                    .setCause(e.getCause())
                    .log("the server cannot reach this worker");
        }
    }

    private synchronized void become(CallbackTerms wanted, @Nullable Secret token) {
        if (wanted.equals(terms)) {
            return;
        }
        close();
        terms = wanted;
        if (wanted.port() == 0) {
            return;
        }
        if (token == null) {
            throw new IllegalArgumentException(
                    "agent.worker.port wants a token: name its file in agent.worker.token_file, or set"
                            + " DELIDEV_WORKER_TOKEN");
        }
        port = callbacks.open(wanted.bind(), wanted.port(), token, duty, () -> tell(wanted));
    }

    private synchronized void tell(CallbackTerms answering) {
        if (answering.equals(terms)) {
            duty.reachableAt(answering.url());
            LOG.atInfo().addKeyValue("url", answering.url()).log("the server reaches this worker");
        }
    }

    @Override
    public synchronized void close() {
        Closeable open = port;
        port = null;
        terms = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException | RuntimeException e) { // the rest of the room is to end all the same
                LOG.atWarn().setCause(e).log("the port for callbacks stays open");
            }
        }
        duty.reachableAt(""); // it is so when the server hears of it
    }
}
