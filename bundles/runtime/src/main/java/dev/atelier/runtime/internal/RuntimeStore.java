package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeBackendKind;
import java.io.IOException;

/** Keeps what a runtime must not forget. Called by one thread at a time. */
interface RuntimeStore extends AutoCloseable {
    RuntimeBackendKind kind();

    /** When this returns the change will survive; when it throws, the next one that succeeds leaves no trace of it. */
    void commit(Change change) throws IOException;

    @Override
    void close();

    /** Forgets. */
    RuntimeStore MEMORY = new RuntimeStore() {
        @Override
        public RuntimeBackendKind kind() {
            return RuntimeBackendKind.MEMORY;
        }

        @Override
        public void commit(Change change) {}

        @Override
        public void close() {}
    };
}
