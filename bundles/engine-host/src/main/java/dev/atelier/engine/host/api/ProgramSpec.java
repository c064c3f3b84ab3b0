package dev.atelier.engine.host.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to start and how. Begin with {@link #of} and change what differs.
 *
 * @param name of the program, for a person and for threads
 * @param command the program and its arguments; never a secret, everybody on the machine can read it
 * @param environment added to the little the program inherits: where to find programs, libraries, devices, the home
 *     folder and the language, but nothing of the worker's own
 * @param folder in which it runs
 * @param input writes its standard input, which is closed after; none at all when absent
 * @param output reads its standard output; what is left unread is dropped
 * @param errors hears each line of its standard error, of which the end is kept in any case
 * @param limit after which a program that is waited for is ended
 * @param grace between being asked to end and being killed
 */
public record ProgramSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        @Nullable Path folder,
        @Nullable Input input,
        Output output,
        Consumer<String> errors,
        @Nullable Duration limit,
        Duration grace) {

    /** Longest line handed to a listener; a longer one comes in pieces. */
    static final int LINE = 64 * 1024;

    /** Writes what a program reads. Called on a thread of its own; that the program stops reading is no failure. */
    @FunctionalInterface
    public interface Input {
        void write(OutputStream out) throws IOException;
    }

    /** Reads what a program writes. Called on a thread of its own. */
    @FunctionalInterface
    public interface Output {
        void read(InputStream in) throws IOException;

        /** Each line as it comes; a lone carriage return, which moves a progress bar on, ends a line as well. */
        static Output lines(Consumer<String> listener) {
            return in -> {
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                StringBuilder line = new StringBuilder();
                for (int c = reader.read(); c >= 0; c = reader.read()) {
                    if (c != '\n' && c != '\r') {
                        line.append((char) c);
                    }
                    if ((c == '\n' || c == '\r' || line.length() >= LINE) && !line.isEmpty()) {
                        listener.accept(line.toString());
                        line.setLength(0);
                    }
                }
                if (!line.isEmpty()) {
                    listener.accept(line.toString());
                }
            };
        }
    }

    public ProgramSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a program needs a command");
        }
    }

    /** No input, output dropped, no limit, half a second between asking and killing. */
    public static ProgramSpec of(String name, List<String> command) {
        return new ProgramSpec(name, command, Map.of(), null, null, in -> {}, line -> {}, null, Duration.ofMillis(500));
    }

    public ProgramSpec withEnvironment(Map<String, String> other) {
        return new ProgramSpec(name, command, other, folder, input, output, errors, limit, grace);
    }

    public ProgramSpec in(Path other) {
        return new ProgramSpec(name, command, environment, other, input, output, errors, limit, grace);
    }

    public ProgramSpec withInput(Input other) {
        return new ProgramSpec(name, command, environment, folder, other, output, errors, limit, grace);
    }

    public ProgramSpec withInput(byte[] bytes) {
        return withInput(out -> out.write(bytes));
    }

    public ProgramSpec withOutput(Output other) {
        return new ProgramSpec(name, command, environment, folder, input, other, errors, limit, grace);
    }

    public ProgramSpec withLines(Consumer<String> listener) {
        return withOutput(Output.lines(listener));
    }

    public ProgramSpec withErrors(Consumer<String> listener) {
        return new ProgramSpec(name, command, environment, folder, input, output, listener, limit, grace);
    }

    public ProgramSpec withLimit(Duration other) {
        return new ProgramSpec(name, command, environment, folder, input, output, errors, other, grace);
    }

    public ProgramSpec withGrace(Duration other) {
        return new ProgramSpec(name, command, environment, folder, input, output, errors, limit, other);
    }

    /** Arguments and environment may say what a person asked for: neither is written anywhere. */
    @Override
    public String toString() {
        return "ProgramSpec[" + name + "]";
    }
}
