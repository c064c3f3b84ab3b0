package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What runs models, as a person sees it. */
final class LlamaParts {
    private static final String LIBRARY_VERSION = "b4916";

    private final ServerTool tool;
    private final Provisions provisions;

    LlamaParts(ServerTool tool, Provisions provisions) {
        this.tool = tool;
        this.provisions = provisions;
    }

    List<Part> list() {
        Optional<Path> server = tool.find();
        Optional<Provisions.Release> wanted = tool.wanted();
        return List.of(
                new Part(
                        ServerRelease.PROGRAM,
                        "llama-server: runs current models, several chats at once",
                        server.map(tool::version).orElse(null),
                        server.map(Path::toString).orElse(null),
                        server.isPresent() ? Part.State.IN_USE : Part.State.MISSING,
                        tool.settings().off()
                                ? "switched off by llama_server"
                                : server.isPresent() ? null : "models newer than March 2025 need it",
                        wanted.isPresent(),
                        wanted.map(Provisions.Release::approxBytes).orElse(0L)),
                new Part(
                        "library",
                        "the library inside: runs models on the processor without anything else",
                        LIBRARY_VERSION,
                        null,
                        server.isPresent() ? Part.State.SPARE : Part.State.IN_USE,
                        null,
                        false,
                        0));
    }

    void add(String part, JobContext context) throws EngineException {
        if (!part.equals(ServerRelease.PROGRAM)) {
            throw new EngineException("unknown_part", "there is no part " + part + " to add", false);
        }
        Provisions.Release release = tool.wanted()
                .orElseThrow(() -> new EngineException(
                        "program_missing",
                        "no llama-server is known for this machine; install it, and put its path into the setting"
                                + " llama_server",
                        false));
        provisions.provide(release, context);
        context.progress(1, "done");
    }
}
