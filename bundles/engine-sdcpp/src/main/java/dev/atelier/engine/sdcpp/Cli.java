package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Runs sd-cli once for a job. */
final class Cli {
    private final Programs programs;
    private final Answers answers;

    Cli(Programs programs, Answers answers) {
        this.programs = programs;
        this.answers = answers;
    }

    /** @return what was made, in the folder of the job */
    Path make(Path program, Weights weights, Order order, Inputs inputs, Scratch scratch, JobContext context)
            throws EngineException {
        Path output = scratch.output(order.ext());
        Arguments arguments = new Arguments(answers.flags(program, context), context);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(CommandLine.job(arguments, weights, order, inputs, output));
        context.progress(-1, "loading the model");
        Steps steps = new Steps(context);
        Exit exit = programs.run(
                ProgramSpec.of(Releases.SD_CLI, command)
                        .withEnvironment(Libraries.environment(program))
                        .withLines(steps)
                        .withErrors(steps),
                context);
        if (!exit.ok()) {
            String last = exit.lastError();
            throw EngineException.failed(
                    "sd-cli exited with " + exit.code() + ": " + (last == null ? "(no stderr)" : last.strip()), null);
        }
        Path written = scratch.written(order.ext())
                .orElseThrow(() -> EngineException.failed("sd-cli made no output file", null));
        try {
            return Files.move(
                    written,
                    context.scratch().resolve("result" + extension(written)),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw EngineException.failed("the output of sd-cli could not be read: " + e.getMessage(), e);
        }
    }

    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.'));
    }
}
