package dev.atelier.engine.manager.internal.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a bundle stopped coming from where they come from. */
public final class SourceBroken extends IOException {
    private static final long serialVersionUID = 1L;

    public SourceBroken(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
