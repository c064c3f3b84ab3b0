package dev.atelier.benchmarks;

import dev.atelier.benchmarks.peer.BareLlama;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The process of a {@link BareLlama}, with the options the program gives to its children. */
final class BareModel implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    BareModel(Path model, int context, Path scratch) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dde.kherud.llama.tmpdir=" + scratch,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareLlama.class.getName(),
                        model.toString(),
                        String.valueOf(context)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        String line = answers.readLine();
        while (line != null && !line.equals("ready")) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("the bare model did not start");
        }
    }

    long pid() {
        return process.pid();
    }

    /** How many tokens came. */
    int ask(String question) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8)
                .append(question)
                .append('\n')
                .flush();
        return Integer.parseInt(answers.readLine());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
