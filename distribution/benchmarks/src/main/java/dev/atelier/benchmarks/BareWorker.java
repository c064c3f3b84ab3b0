package dev.atelier.benchmarks;

import dev.atelier.benchmarks.peer.BareClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The process of a {@link BareClient}, with the Java options of a running program. */
final class BareWorker implements AutoCloseable {
    private final Process process;

    /** @param like whose frames it imitates */
    BareWorker(OfferingStudio studio, String id, long program, OfferingStudio.Worker like) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(program));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BareClient.class.getName()));
        command.add("ws://127.0.0.1:" + studio.getPort() + "/graphics/api/workers/" + id + "/connect");
        command.add(String.valueOf(like.acceptChars()));
        command.add(String.valueOf(like.completeChars()));
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    long pid() {
        return process.pid();
    }

    private static List<String> options(long program) throws IOException {
        String[] words = ProcessHandle.of(program)
                .flatMap(handle -> handle.info().arguments())
                .orElseThrow(() -> new IOException("the options of process " + program + " are not known"));
        return Arrays.stream(words).takeWhile(word -> !word.equals("-cp")).toList();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
