package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The program llama-server: the one that is set, the worker's own, or one that is installed. */
final class ServerTool {
    private static final Pattern VERSION = Pattern.compile("version:\\s*(\\S+)");

    private static final String CACHE = "--cache-ram";

    private final Programs programs;
    private final Supplier<LlamaSettings> settings;
    private final Supplier<Path> modelsRoot;

    ServerTool(Programs programs, Supplier<LlamaSettings> settings, Supplier<Path> modelsRoot) {
        this.programs = programs;
        this.settings = settings;
        this.modelsRoot = modelsRoot;
    }

    LlamaSettings settings() {
        return settings.get();
    }

    /** Looks at the disk, so that what was installed a moment ago is found. */
    Optional<Path> find() {
        LlamaSettings now = settings.get();
        if (now.off()) {
            return Optional.empty();
        }
        if (!now.server().isEmpty()) {
            return Optional.of(Path.of(now.server()).toAbsolutePath()).filter(ServerTool::runnable);
        }
        Path own = ServerRelease.folder(modelsRoot.get()).resolve(Provisions.Release.fileName(ServerRelease.PROGRAM));
        return Optional.of(own).filter(ServerTool::runnable).or(() -> programs.find(ServerRelease.PROGRAM, List.of()));
    }

    /** A folder is executable as well. */
    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /**
     * What it is told besides, as far as it knows it. Prompts of the past are kept by the slots; without being told it
     * keeps eight more gigabytes of them in the memory of the machine.
     */
    List<String> options(Path program, JobContext context) throws EngineException {
        CompletableFuture<ProbeResult> help =
                programs.probe(program, List.of("--help")).copy();
        context.onCancel(() -> help.cancel(false));
        try {
            return help.get().text().contains(CACHE) ? List.of(CACHE, "0") : List.of();
        } catch (ExecutionException e) {
            return List.of(); // not asked is not known
        } catch (CancellationException e) {
            throw EngineException.cancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    Optional<Provisions.Release> wanted() {
        return ServerRelease.wanted(settings.get(), modelsRoot.get());
    }

    /** As it says itself; null until it was heard. At once. */
    @Nullable
    String version(Path program) {
        ProbeResult answer = programs.probe(program, List.of("--version")).getNow(null);
        Matcher version = VERSION.matcher(answer == null ? "" : answer.text());
        return version.find() ? version.group(1) : null;
    }

    Programs programs() {
        return programs;
    }
}
