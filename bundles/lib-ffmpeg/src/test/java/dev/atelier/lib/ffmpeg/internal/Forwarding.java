package dev.atelier.lib.ffmpeg.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Real programs, to change one answer of. */
class Forwarding implements Programs {
    private final Programs real;

    Forwarding(Programs real) {
        this.real = real;
    }

    @Override
    public Program start(ProgramSpec spec) throws EngineException {
        return real.start(spec);
    }

    @Override
    public Exit run(ProgramSpec spec, JobContext context) throws EngineException {
        return real.run(spec, context);
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Path program, List<String> arguments) {
        return real.probe(program, arguments);
    }

    @Override
    public Optional<Path> find(String name, List<Path> folders) {
        return real.find(name, folders);
    }
}
