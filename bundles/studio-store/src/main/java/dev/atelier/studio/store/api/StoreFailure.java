package dev.atelier.studio.store.api;

import org.jspecify.annotations.Nullable;

/** The database or the disk did not take a change, or could not be read. The message says which and what to do. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
