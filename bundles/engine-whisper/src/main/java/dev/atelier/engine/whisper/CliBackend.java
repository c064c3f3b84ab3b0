package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.whisper.Models.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** whisper-cli, run for each window. It loads its model every time, so its windows are long. */
final class CliBackend implements Backend {
    private static final int LONGEST = 600 * Recording.RATE;
    private static final Duration LIMIT = Duration.ofHours(6);
    private static final int MOST_THREADS = 4;
    private static final Pattern PROGRESS = Pattern.compile("progress = *(\\d+)%");

    /** No program, one of another machine, a model or an option it does not know: it says so before it listens. */
    private static final Set<Integer> UNUSABLE = Set.of(1, 2, 3, 126, 127, 132);

    private final Tool tool;
    private final Path folder;

    /** @param folder for what passes between the two */
    CliBackend(Tool tool, Path folder) {
        this.tool = tool;
        this.folder = folder;
    }

    @Override
    public int longest(Model model, Way way) {
        return LONGEST;
    }

    @Override
    public Heard hear(Model model, Way way, Windows.Window window, DoubleConsumer share, JobContext context)
            throws EngineException {
        context.checkCancelled();
        Path program = tool.find().orElseThrow(() -> new ProgramUnusable("there is no whisper-cli any more", null));
        Tool.Options options = tool.options(program, context);
        try {
            Path own = Files.createTempDirectory(Files.createDirectories(folder), "window-");
            try {
                Path wav = Files.write(own.resolve("window.wav"), Wav.of(window.bytes()));
                Path stem = own.resolve("heard");
                run(command(program, arguments(model, way, options, wav, stem), own, way), share, context);
                Path answer = own.resolve("heard.json");
                if (!Files.exists(answer)) {
                    throw new ProgramUnusable("whisper-cli wrote nothing; it may know an option no more", null);
                }
                return CliAnswer.heard(Files.readAllBytes(answer), model, way);
            } finally {
                delete(own);
            }
        } catch (IOException e) {
            throw EngineException.failed("what whisper-cli heard cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(Model model, Way way, Tool.Options options, Path wav, Path stem) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model",
                model.file().toString(),
                "--file",
                wav.toString(),
                "--output-json-full",
                "--output-file",
                stem.toString(),
                "--language",
                way.language() == null ? "auto" : way.language(),
                "--threads",
                Integer.toString(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())),
                // What it believes to have heard before leads it into saying it again, and again.
                "--max-context",
                way.hint() == null ? "0" : Integer.toString(Outside.MOST_HINT)));
        for (String option : List.of("--print-progress", "--suppress-nst")) {
            if (options.has(option)) {
                arguments.add(option);
            }
        }
        if (way.translate()) {
            arguments.add("--translate");
        }
        return arguments;
    }

    /** Everybody on the machine can read a command line: what a person wrote goes in by a file with all of it. */
    private static List<String> command(Path program, List<String> arguments, Path own, Way way) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        if (way.hint() == null) {
            all.add(0, program.toString());
            return all;
        }
        all.addAll(List.of("--prompt", way.hint().replaceAll("\\s+", " ").strip()));
        Path file = Files.write(own.resolve("arguments"), all, StandardCharsets.UTF_8);
        return List.of(program.toString(), "@" + file);
    }

    private void run(List<String> command, DoubleConsumer share, JobContext context) throws EngineException {
        Consumer<String> progress = line -> {
            Matcher told = PROGRESS.matcher(line);
            if (told.find()) {
                share.accept(Math.min(1, Integer.parseInt(told.group(1)) / 100.0));
            }
        };
        ProgramSpec spec = ProgramSpec.of(Tool.CLI, command)
                .withEnvironment(Map.of("GGML_NO_BACKTRACE", "1"))
                .withErrors(progress)
                .withLimit(LIMIT);
        try (Program program = start(spec)) {
            Exit exit = program.await(context);
            if (UNUSABLE.contains(exit.code())) {
                throw new ProgramUnusable(exit.toString(), null);
            }
            exit.orThrow();
        }
    }

    private Program start(ProgramSpec spec) throws EngineException {
        try {
            return tool.programs().start(spec);
        } catch (EngineException e) {
            throw new ProgramUnusable(String.valueOf(e.getMessage()), e); // made for another machine, say
        }
    }

    private static void delete(Path own) throws IOException {
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(own);
    }

    /** Nothing of it stays in memory. */
    @Override
    public void load(Model model, JobContext context) throws EngineException {
        throw new ProgramUnusable("whisper-cli keeps no model", null);
    }

    @Override
    public boolean alive() {
        return false;
    }

    @Override
    public Health health() {
        return tool.find().isPresent()
                ? Health.OK
                : Health.unavailable("there is no whisper-cli", "install whisper.cpp, or set whisper_cli");
    }

    @Override
    public Health health(String subject) {
        return health();
    }

    @Override
    public void close() {}
}
