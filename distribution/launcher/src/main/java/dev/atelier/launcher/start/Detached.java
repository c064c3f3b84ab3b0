package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the same command in the background. What the new process says until it is ready comes through a pipe and is
 * passed on, never through a file: it may hold a login link.
 */
final class Detached {
    private static final String MARK = "ATELIER_DETACHED";
    /** The last line of a process that is ready. An output that only ends may be that of a process that failed. */
    private static final String READY = "\u0004";

    private Detached() {}

    static int start(Home home, List<String> words, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        HomeFolders.create(home);
        Path log = home.logs().resolve("console.log");
        long before = Files.exists(log) ? Files.size(log) : 0;
        Process process = process(home, words, log.toFile()).start();
        process.getOutputStream().close();
        if (passOn(process, out)) {
            return Start.DONE;
        }
        int code = process.waitFor();
        try (SeekableByteChannel said = Files.newByteChannel(log)) {
            said.position(before);
            err.print(new String(Channels.newInputStream(said).readAllBytes(), StandardCharsets.UTF_8));
        }
        return code;
    }

    /** True when the process said that it is ready, false when its output just ended. */
    private static boolean passOn(Process process, PrintStream out) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    return true;
                }
                out.println(line);
            }
        }
        return false;
    }

    /** In the new process: lets the waiting one go. Prints later on land in the log. */
    static void hangUp(PrintStream out) {
        if (System.getenv(MARK) != null) {
            out.println(READY);
            out.flush();
            System.setOut(System.err);
            out.close();
        }
    }

    private static ProcessBuilder process(Home home, List<String> words, File log) {
        boolean windows = File.separatorChar == '\\';
        Path script = home.installation().resolve("bin").resolve(windows ? "atelier.cmd" : "atelier");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        words.stream().filter(word -> !word.equals("--detach")).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put(MARK, "1");
        return builder;
    }
}
