package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelsFolder;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds sd-cli: the one of an earlier job, the one that is set, the worker's own, one installed; or has it fetched. */
final class Finder {
    private static final String FILE = Provisions.Release.fileName(Releases.SD_CLI);

    private final Programs programs;
    private final Provisions provisions;
    private final Releases releases;
    private final ModelsFolder models;
    private final Answers answers;
    private final Vulkan vulkan;
    private final List<Path> usual;
    private volatile @Nullable Found last;

    private record Found(SdcppSettings settings, Path program) {}

    /** @param usual folders that are looked into before the {@code PATH} */
    Finder(
            Programs programs,
            Provisions provisions,
            Releases releases,
            ModelsFolder models,
            Answers answers,
            Vulkan vulkan,
            List<Path> usual) {
        this.programs = programs;
        this.provisions = provisions;
        this.releases = releases;
        this.models = models;
        this.answers = answers;
        this.vulkan = vulkan;
        this.usual = List.copyOf(usual);
    }

    Releases.Wanted wanted(SdcppSettings settings) throws EngineException {
        return releases.wanted(settings, models.path());
    }

    /** One that is there now, whichever a job would take in the end. At once. */
    Optional<Path> there(SdcppSettings settings) {
        Found known = last;
        if (known != null && known.settings().equals(settings) && Files.isRegularFile(known.program())) {
            return Optional.of(known.program());
        }
        return set(settings)
                .or(() -> Optional.of(own()).filter(Files::isRegularFile))
                .or(this::installed);
    }

    Path find(SdcppSettings settings, JobContext context) throws EngineException {
        Found known = last;
        if (known != null && known.settings().equals(settings) && Files.isRegularFile(known.program())) {
            return known.program();
        }
        Path program = locate(settings, context);
        last = new Found(settings, program);
        return program;
    }

    /** Fetches the wanted release, whatever else is there. */
    Path provide(SdcppSettings settings, JobContext context) throws EngineException {
        Path program = provided(settings, context);
        last = null;
        return program;
    }

    private Path locate(SdcppSettings settings, JobContext context) throws EngineException {
        Optional<Path> set = set(settings);
        if (set.isPresent()) {
            tellWhenOffPin(set.get(), settings, context);
            return set.get();
        }
        if (!settings.sdCli().isEmpty()) {
            warn(context, "sd_cli names no file: " + settings.sdCli());
        }
        Path own = own();
        if (Files.isRegularFile(own)) {
            return provided(settings, own, context);
        }
        Optional<Path> installed = installed();
        if (installed.isPresent()) {
            return matches(installed.get(), settings, context)
                    ? installed.get()
                    : provided(settings, installed.get(), context);
        }
        return provided(settings, context);
    }

    private Path provided(SdcppSettings settings, Path otherwise, JobContext context) throws EngineException {
        try {
            return provided(settings, context);
        } catch (EngineException e) {
            context.checkCancelled();
            warn(context, "the wanted release of sd-cli is not there, " + otherwise + " is used: " + e.getMessage());
            return otherwise;
        }
    }

    private Path provided(SdcppSettings settings, JobContext context) throws EngineException {
        Releases.Wanted wanted = wanted(settings);
        if (wanted.vulkan() && !provisions.present(wanted.release())) {
            vulkan.check(); // nothing is fetched that could not run
        }
        return provisions.provide(wanted.release(), context);
    }

    private boolean matches(Path program, SdcppSettings settings, JobContext context) throws EngineException {
        try {
            Releases.Wanted wanted = wanted(settings);
            return wanted.commit() == null || wanted.matches(answers.commit(program, context));
        } catch (EngineException e) {
            context.checkCancelled();
            return true; // nothing is wanted that it could be compared with
        }
    }

    private void tellWhenOffPin(Path program, SdcppSettings settings, JobContext context) throws EngineException {
        if (!matches(program, settings, context)) {
            warn(context, "sd_cli is of another release than the one this engine was tried with: " + program);
        }
    }

    private static Optional<Path> set(SdcppSettings settings) {
        return settings.sdCli().isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(settings.sdCli()).toAbsolutePath()).filter(Files::isRegularFile);
    }

    private Path own() {
        return models.path().toAbsolutePath().normalize().resolve("bin").resolve(FILE);
    }

    private Optional<Path> installed() {
        return programs.find(Releases.SD_CLI, usual);
    }

    private static void warn(JobContext context, String message) {
        context.log(JobContext.Level.WARN, message);
    }
}
