package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs as a person sees them. */
final class Parts {
    private final SdcppEngine.Tools tools;
    private final Server server;

    Parts(SdcppEngine.Tools tools, Server server) {
        this.tools = tools;
        this.server = server;
    }

    List<Part> list(SdcppSettings settings) {
        Optional<Path> cli = tools.finder().there(settings);
        Optional<Path> beside = cli.map(
                        program -> program.resolveSibling(Provisions.Release.fileName(Releases.SD_SERVER)))
                .filter(Files::isExecutable);
        boolean served = beside.isPresent() && settings.server();
        List<Part> parts = new ArrayList<>();
        parts.add(part(
                Releases.SD_SERVER,
                "sd-server: keeps a model in memory between jobs",
                settings,
                beside,
                served && server.leftAlone().isEmpty() ? Part.State.IN_USE : Part.State.SPARE,
                served ? state() : settings.server() ? null : "switched off by sd_server_idle_secs"));
        parts.add(part(
                Releases.SD_CLI,
                "sd-cli: makes pictures and films",
                settings,
                cli,
                served && server.leftAlone().isEmpty() ? Part.State.SPARE : Part.State.IN_USE,
                null));
        if (!tools.vulkan().loadable()) {
            parts.add(loader());
        }
        return parts;
    }

    private @Nullable String state() {
        return server.leftAlone()
                .map(health -> health.reason() + "; " + health.remedy())
                .orElse(server.running() ? "running" : null);
    }

    private Part part(
            String id,
            String title,
            SdcppSettings settings,
            Optional<Path> program,
            Part.State there,
            @Nullable String note) {
        Optional<Releases.Wanted> wanted = wanted(settings);
        boolean addable =
                wanted.map(each -> !each.vulkan() || tools.vulkan().loadable()).orElse(false);
        return new Part(
                id,
                title,
                program.flatMap(tools.answers()::knownCommit).orElse(null),
                program.map(Path::toString).orElse(null),
                program.isEmpty() ? Part.State.MISSING : there,
                program.isEmpty() && addable ? "comes with the first job, or when it is added" : note,
                addable,
                wanted.map(each -> each.release().approxBytes()).orElse(0L));
    }

    private Optional<Releases.Wanted> wanted(SdcppSettings settings) {
        try {
            return Optional.of(tools.finder().wanted(settings));
        } catch (EngineException e) {
            return Optional.empty(); // none for this machine
        }
    }

    private Part loader() {
        return new Part(
                "vulkan",
                "Vulkan loader: how the programs reach the graphics card",
                null,
                null,
                Part.State.MISSING,
                tools.vulkan().missing().remedy(),
                false,
                0);
    }
}
