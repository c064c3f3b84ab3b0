package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * External programs, supervised. A service of its own for each bundle that asks for it: when that bundle stops, or
 * the worker does, every program it started is ended. A program that outlives a killed worker is ended when the next
 * one starts.
 */
@ProviderType
public interface Programs {
    /** Starts a program and returns at once. Close it, or it runs until the engine's bundle stops. */
    Program start(ProgramSpec spec) throws EngineException;

    /**
     * Runs a program to its end. Cancelling the job ends it with everything it started, within a second; that and a
     * program that goes on past its limit are exceptions, an exit code that is not 0 is none.
     */
    Exit run(ProgramSpec spec, JobContext context) throws EngineException;

    /**
     * Asks a program about itself ({@code --version}, {@code --help}). Answers at once what is known already; the
     * answer is kept until the file changes, a failure for a minute only. Never completes exceptionally, and takes no
     * longer than five seconds.
     */
    CompletableFuture<ProbeResult> probe(Path program, List<String> arguments);

    /** Waits for the answer, unless the job is cancelled before; it is kept all the same. */
    default ProbeResult probe(Path program, List<String> arguments, JobContext context) throws EngineException {
        CompletableFuture<ProbeResult> answer = probe(program, arguments);
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        context.onCancel(() -> cancelled.complete(null));
        try {
            CompletableFuture.anyOf(answer, cancelled).get();
            context.checkCancelled();
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } catch (ExecutionException e) {
            throw EngineException.failed("a program could not be asked about itself", e.getCause());
        }
    }

    /**
     * Finds a program by name, in the folders given and then on the {@code PATH}; a name with a separator in it is a
     * path itself. Looks at the disk, so that what was installed a moment ago is found.
     */
    Optional<Path> find(String name, List<Path> folders);
}
