package dev.atelier.downloads.internal;

import java.io.IOException;

/** The line broke; told apart from a disk that did, which is no reason to ask again. */
final class ReadFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    ReadFailed(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    IOException failure() {
        return failure;
    }
}
