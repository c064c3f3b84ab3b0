package dev.atelier.engine.agent.callback;

import dev.atelier.common.api.Secret;
import java.io.Closeable;

/** Where ports for callbacks are opened. */
public interface Callbacks {
    /**
     * @param bind a numeric address
     * @param token that the server proves itself with
     * @param ready called once, from another thread, when calls are answered
     * @return closes the port
     * @throws IllegalStateException when the port is taken, or cannot be opened for another reason
     */
    Closeable open(String bind, int port, Secret token, Callee callee, Runnable ready);
}
