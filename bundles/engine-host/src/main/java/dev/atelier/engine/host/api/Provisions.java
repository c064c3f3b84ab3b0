package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Programs that come from a release page when they are needed: an archive, unpacked into a folder of the worker. What
 * is in that folder stays as it is until its successor is whole.
 */
@ProviderType
public interface Provisions {
    /**
     * What is wanted.
     *
     * @param programs without {@code .exe}; the first has to be in the archive, the others are made runnable with it
     * @param url https, or http to a loopback host; of a zip or a gzipped tar
     * @param sha256 what the archive has to be, in hex, where that is known
     * @param approxBytes about how large the archive is; 0 when not known
     * @param folder where its files end up, side by side whatever folders the archive has
     * @param marker name of a file in the folder that holds the URL all this came from
     */
    record Release(
            List<String> programs, String url, @Nullable String sha256, long approxBytes, Path folder, String marker) {
        public Release {
            programs = List.copyOf(programs);
            folder = folder.toAbsolutePath().normalize();
            if (programs.isEmpty() || folder.getParent() == null) {
                throw new IllegalArgumentException("a release has a program, and a folder below another");
            }
        }

        /** The program that has to be there. */
        public Path program() {
            return folder.resolve(fileName(programs.get(0)));
        }

        /** What a program is called on this machine. */
        public static String fileName(String program) {
            return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                    ? program + ".exe"
                    : program;
        }
    }

    /** Whether the program is there, and of this very release. Looks at the disk. */
    boolean present(Release release);

    /**
     * Has the program there when it returns; fetches it when it is not, or is of another release. One at a time for a
     * folder: others wait for it. Ends soon after a cancel, and whenever it fails what was there before is there still.
     */
    Path provide(Release release, JobContext context) throws EngineException;
}
