package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A program of whisper.cpp: the one that is set, or one that is installed. */
final class Tool {
    static final String SERVER = "whisper-server";
    static final String CLI = "whisper-cli";

    private static final List<String> HELP = List.of("--help");

    private final String name;
    private final Programs programs;
    private final Supplier<String> setting;
    private final List<String> needed;

    /** @param needed of its options; a program of that name without them is another */
    private Tool(String name, Programs programs, Supplier<String> setting, List<String> needed) {
        this.name = name;
        this.programs = programs;
        this.setting = setting;
        this.needed = needed;
    }

    static Tool server(Programs programs, Supplier<String> setting) {
        return new Tool(SERVER, programs, setting, List.of("--inference-path", "--port", "--model"));
    }

    static Tool cli(Programs programs, Supplier<String> setting) {
        return new Tool(CLI, programs, setting, List.of("--output-json-full", "--output-file", "--model"));
    }

    /** Options a program says it has. Releases differ, and one that is not known ends the program. */
    record Options(String help) {
        boolean has(String option) {
            int at = help.indexOf(option);
            while (at >= 0) {
                int end = at + option.length();
                if (end == help.length() || " ,=\t\r\n".indexOf(help.charAt(end)) >= 0) {
                    return true;
                }
                at = help.indexOf(option, end);
            }
            return false;
        }
    }

    String name() {
        return name;
    }

    Programs programs() {
        return programs;
    }

    boolean off() {
        return setting.get().equalsIgnoreCase(WhisperSettings.OFF);
    }

    /** Looks at the disk, so that what was installed a moment ago is found. */
    Optional<Path> find() {
        String set = setting.get();
        if (off()) {
            return Optional.empty();
        }
        return set.isEmpty()
                ? programs.find(name, List.of())
                : Optional.of(Path.of(set).toAbsolutePath()).filter(Tool::runnable);
    }

    /** A folder is executable as well. */
    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** What it can be told; it is asked once, and again when its file is another. */
    Options options(Path program, JobContext context) throws EngineException {
        CompletableFuture<ProbeResult> help = programs.probe(program, HELP).copy();
        context.onCancel(() -> help.cancel(false));
        try {
            ProbeResult answer = help.get();
            Options options = new Options(answer.text());
            if (!answer.started() || !needed.stream().allMatch(options::has)) {
                throw new ProgramUnusable(program + " is no " + name + " that can be used here", null);
            }
            return options;
        } catch (ExecutionException e) {
            throw new ProgramUnusable(program + " does not answer", e);
        } catch (CancellationException e) {
            throw EngineException.cancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }
}
