package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.RefusedOperation;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Turns a URL or {@code id[@version]} into the bytes of a bundle and what belongs to it. */
public interface SourceResolver {
    /** Refuses, without looking anywhere, what {@link #open} would never open. */
    void check(String reference) throws RefusedOperation;

    Download open(String reference) throws RefusedOperation;

    /** Without query and user: these may hold credentials. */
    static String shown(String reference) {
        return reference.replaceAll("[?#].*", "").replaceAll("://[^/@]*@", "://");
    }

    /** A bundle on its way here. */
    interface Download extends AutoCloseable {
        InputStream bundle();

        /** As announced, or negative. */
        long size();

        /** What the bytes must be, when an index says so. */
        @Nullable
        String sha256();

        byte @Nullable [] manifest();

        byte @Nullable [] signature();

        /** {@code catalogue}, {@code shipped}. */
        String origin();

        @Override
        void close() throws IOException;
    }
}
