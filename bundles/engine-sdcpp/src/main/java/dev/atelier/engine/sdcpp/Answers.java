package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What programs say of themselves, asked once for each file and with the libraries they need to be started at all. */
final class Answers {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_TEXT = 256 * 1024;
    private static final int MOST_KEPT = 16;
    private static final Pattern COMMIT = Pattern.compile("commit\\s+([0-9a-fA-F]{7,40})");

    private final Programs programs;
    private final Map<Key, String> kept = new ConcurrentHashMap<>();

    private record Key(Path program, FileTime modified, String argument) {}

    Answers(Programs programs) {
        this.programs = programs;
    }

    /** The flags it takes; everything, when it does not say. */
    Flags flags(Path program, JobContext context) throws EngineException {
        return Flags.of(String.valueOf(program.getFileName()), text(program, "--help", context));
    }

    /** The commit it was built from; null when it does not say. */
    @Nullable
    String commit(Path program, JobContext context) throws EngineException {
        return commit(text(program, "--version", context));
    }

    /** The same as far as it was asked before. At once. */
    Optional<String> knownCommit(Path program) {
        return key(program, "--version").map(kept::get).map(Answers::commit);
    }

    /**
     * Why a program cannot be run at all, as far as that is known; the first to want to know has it asked. At once.
     */
    Optional<String> trouble(Path program) {
        if (!Libraries.environment(program).isEmpty()) {
            return Optional.empty(); // it is not asked with the library it came with
        }
        ProbeResult answer = programs.probe(program, List.of("--help")).getNow(null);
        if (answer == null || !Flags.of("", answer.text()).names().isEmpty()) {
            return Optional.empty();
        }
        return answer.started() && answer.code() == 0
                ? Optional.empty()
                : Optional.of(answer.text().lines().findFirst().orElse("it ends with " + answer.code()));
    }

    private static @Nullable String commit(String text) {
        Matcher found = COMMIT.matcher(text);
        return found.find() ? found.group(1) : null;
    }

    private String text(Path program, String argument, JobContext context) throws EngineException {
        Optional<Key> key = key(program, argument);
        String known = key.map(kept::get).orElse(null);
        if (known != null || key.isEmpty()) {
            return known == null ? "" : known;
        }
        String text = ask(program, argument, context);
        if (!text.isEmpty()) {
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(key.get(), text);
        }
        return text;
    }

    private String ask(Path program, String argument, JobContext context) throws EngineException {
        StringBuilder text = new StringBuilder();
        try {
            programs.run(
                    ProgramSpec.of(String.valueOf(program.getFileName()), List.of(program.toString(), argument))
                            .withEnvironment(Libraries.environment(program))
                            .withLines(line -> add(text, line))
                            .withErrors(line -> add(text, line))
                            .withLimit(LIMIT),
                    context);
        } catch (EngineException e) {
            context.checkCancelled();
            return ""; // it does not answer; what is wrong with it shows when it works
        }
        synchronized (text) {
            return text.toString();
        }
    }

    private static void add(StringBuilder text, String line) {
        synchronized (text) {
            if (text.length() < MOST_TEXT) {
                text.append(line).append('\n');
            }
        }
    }

    private static Optional<Key> key(Path program, String argument) {
        try {
            return Optional.of(new Key(program, Files.getLastModifiedTime(program), argument));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
