package dev.atelier.studio.http.api;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Pictures and sounds that jobs start from. Workers fetch them without a credential, by an address nobody can guess. One
 * that no unfinished job names goes a day after it came.
 */
@ProviderType
public interface Inputs {
    /** The id follows. A task names an input by this and no host: each worker fetches it where it reached this studio. */
    String PATH = "/graphics/api/inputs/";

    /**
     * Keeps the bytes.
     *
     * @param owner the key they came with, null for the console and the admin token
     * @return the id
     * @throws Full when there is no room for more, or this owner has as much already as is left for others
     */
    String keep(InputStream bytes, @Nullable String owner) throws IOException, Full;

    /** For who made the only job that names it, when that job is done. Nothing happens when it has gone already. */
    void remove(String id);

    /** There is no room. */
    final class Full extends Exception {
        private static final long serialVersionUID = 1L;

        public Full(String message) {
            super(message, null, false, false);
        }
    }
}
