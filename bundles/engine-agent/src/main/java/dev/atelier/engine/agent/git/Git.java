package dev.atelier.engine.agent.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs git: no shell, no terminal, an environment that is given and not inherited, bounded output, a deadline. Whoever
 * interrupts the caller ends the program.
 */
final class Git {
    /** What the variables of a repository are called; none of the caller's may leak into a run. */
    private static final String OWN = "GIT_";

    /** What the worker itself is told by variables, its token for the server among it. */
    private static final Set<String> OF_THE_WORKER = Set.of("ATELIER_", "DELIDEV_");

    private static final int MOST_OUTPUT = 64 << 20;
    private static final int MOST_TROUBLE = 64 << 10;
    private static final long PIPE_MS = 5_000;

    private final String program;
    private final Map<String, String> environment;
    private final Executor readers;

    /** @param environment all that git sees beside {@code PATH} */
    Git(String program, Map<String, String> environment, Executor readers) {
        this.program = program;
        this.environment = Map.copyOf(environment);
        this.readers = readers;
    }

    /** The same with some more variables. */
    Git with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Git(program, all, readers);
    }

    GitResult run(Path folder, Duration limit, String... arguments) throws IOException, InterruptedException {
        return run(folder, limit, new byte[0], List.of(arguments));
    }

    GitResult run(Path folder, Duration limit, byte[] input, List<String> arguments)
            throws IOException, InterruptedException {
        Process process = start(folder, arguments);
        try {
            CompletableFuture<byte[]> output = read(process.getInputStream(), MOST_OUTPUT);
            CompletableFuture<byte[]> trouble = read(process.getErrorStream(), MOST_TROUBLE);
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, input), readers);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new GitResult(-1, "", late(limit));
            }
            fed.join();
            return new GitResult(process.exitValue(), text(rest(output)), text(rest(trouble)));
        } finally {
            end(process);
        }
    }

    /** What it prints, as it is; it is ended when that becomes more than so many bytes. */
    GitBytes bytes(Path folder, Duration limit, int most, List<String> arguments)
            throws IOException, InterruptedException {
        Process process = start(folder, arguments);
        try {
            CompletableFuture<byte[]> trouble = read(process.getErrorStream(), MOST_TROUBLE);
            CompletableFuture<byte[]> output = begun(process.getInputStream(), most + 1);
            feed(process, new byte[0]);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new GitBytes(Optional.empty(), new GitResult(-1, "", late(limit)));
            }
            byte[] printed = rest(output);
            return printed.length > most
                    ? new GitBytes(Optional.empty(), new GitResult(0, "", ""))
                    : new GitBytes(Optional.of(printed), new GitResult(process.exitValue(), "", text(rest(trouble))));
        } finally {
            end(process);
        }
    }

    private Process start(Path folder, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> seen = builder.environment();
        String path = seen.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        seen.clear();
        seen.put("PATH", path);
        seen.putAll(environment);
        return builder.start();
    }

    /** Its helpers too: a fetch leaves ssh behind otherwise, and that the pipes open. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String late(Duration limit) {
        return "git took more than " + limit.toSeconds() + " s";
    }

    /** The host's own variables that let git reach a remote: its configuration, its keys, its certificates. */
    static Map<String, String> ofThisHost(Map<String, String> host) {
        Map<String, String> kept = new HashMap<>(host);
        kept.keySet()
                .removeIf(
                        name -> name.startsWith(OWN) && !name.startsWith("GIT_SSH") && !name.equals("GIT_SSL_CAINFO"));
        kept.keySet().removeIf(name -> OF_THE_WORKER.stream().anyMatch(name::startsWith));
        kept.put("GIT_TERMINAL_PROMPT", "0");
        kept.put("LC_ALL", "C");
        return kept;
    }

    /** A helper that outlives git must not hold us by the pipe it inherited. */
    private static byte[] rest(CompletableFuture<byte[]> stream) {
        return stream.completeOnTimeout(new byte[0], PIPE_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private static String text(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8);
    }

    private CompletableFuture<byte[]> read(InputStream stream, int most) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        byte[] kept = stream.readNBytes(most);
                        stream.transferTo(OutputStream.nullOutputStream());
                        return kept;
                    } catch (IOException e) {
                        return new byte[0]; // the program was ended
                    }
                },
                readers);
    }

    /** The rest is never read: the pipe closes, and who still writes to it ends. */
    private CompletableFuture<byte[]> begun(InputStream stream, int most) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return stream.readNBytes(most);
                    } catch (IOException e) {
                        return new byte[0]; // the program was ended
                    }
                },
                readers);
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // It ended without reading all; its exit code tells why.
        }
    }
}
