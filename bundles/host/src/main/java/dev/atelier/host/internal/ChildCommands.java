package dev.atelier.host.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real child processes: a few seconds and a few kilobytes, then they are ended. Called on the room's own thread. */
final class ChildCommands implements Machine.Commands {
    private static final Logger LOG = LoggerFactory.getLogger(ChildCommands.class);
    private static final int SECONDS = 10;
    private static final int BYTES = 64 * 1024;

    @Override
    public Optional<String> output(String... command) {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty(); // not installed
        }
        try {
            process.getOutputStream().close();
            // Waiting first would block a child that fills its pipe; what we ask for always fits into one.
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().addKeyValue("command", command[0]).log("command did not end in time");
                return Optional.empty();
            }
            try (InputStream out = process.getInputStream()) {
                String text = new String(out.readNBytes(BYTES), StandardCharsets.UTF_8);
                return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
