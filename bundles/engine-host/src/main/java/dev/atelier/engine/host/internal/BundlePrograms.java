package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The programs of one bundle; what it forgot to close ends with it. */
@Component(service = Programs.class, scope = ServiceScope.BUNDLE)
public final class BundlePrograms implements Programs, AutoCloseable {
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private final ProcessHost host;
    private final Probes probes;
    private final Set<Run> started = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Activate
    public BundlePrograms(@Reference(name = "host") ProcessHost host) {
        this.host = host;
        this.probes = new Probes(host, System::nanoTime);
    }

    @Override
    public Program start(ProgramSpec spec) throws EngineException {
        if (closed) {
            throw stopping();
        }
        started.removeIf(run -> !run.alive());
        Run run = new Run(spec, host);
        started.add(run);
        if (closed) {
            run.close(); // closed meanwhile, and perhaps not seen by close
            throw stopping();
        }
        return run;
    }

    private static EngineException stopping() {
        return EngineException.failed("the engine is stopping", null);
    }

    @Override
    public Exit run(ProgramSpec spec, JobContext context) throws EngineException {
        context.checkCancelled();
        try (Program program = start(spec)) {
            return program.await(context);
        }
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Path program, List<String> arguments) {
        return closed
                ? CompletableFuture.completedFuture(new ProbeResult(false, -1, "the engine is stopping"))
                : probes.ask(program, arguments);
    }

    @Override
    public Optional<Path> find(String name, List<Path> folders) {
        if (name.contains("/") || name.contains(File.separator)) {
            return Optional.of(Path.of(name)).filter(BundlePrograms::runnable);
        }
        String file = WINDOWS && !name.toLowerCase(Locale.ROOT).endsWith(".exe") ? name + ".exe" : name;
        String path = System.getenv("PATH");
        Stream<Path> searched = path == null
                ? Stream.empty()
                : Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of);
        return Stream.concat(folders.stream(), searched)
                .map(folder -> folder.resolve(file))
                .filter(BundlePrograms::runnable)
                .findFirst();
    }

    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    @Override
    @Deactivate
    public void close() {
        closed = true;
        started.forEach(Run::terminate);
        started.forEach(Run::close);
    }
}
