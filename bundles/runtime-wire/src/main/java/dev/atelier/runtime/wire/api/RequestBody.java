package dev.atelier.runtime.wire.api;

import java.io.IOException;

/** What a request brings along. */
public interface RequestBody {
    /** Bytes, at most. */
    int MAX = 2 * 1024 * 1024;

    /** @throws Refusal when it is more than there is room for */
    byte[] bytes() throws IOException, Refusal;

    /** Whether it says that it is JSON. */
    boolean isJson();
}
