package dev.atelier.host.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real child processes: a few seconds and a few kilobytes, then they are ended. Called on the room's own threads. */
final class ChildCommands implements Machine.Commands {
    private static final Logger LOG = LoggerFactory.getLogger(ChildCommands.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int BYTES = 64 * 1024;
    private static final long DRAIN_EVERY_MS = 50;

    @Override
    public Optional<String> output(String... command) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            withoutOurs(builder.environment());
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty(); // not installed
        }
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            return output(process, out, command[0]);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the worker itself is told by variables, such as a token, is for nobody else. */
    static void withoutOurs(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("ATELIER_") || name.startsWith("DELIDEV_"));
    }

    private static Optional<String> output(Process process, InputStream out, String name)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (!process.waitFor(DRAIN_EVERY_MS, TimeUnit.MILLISECONDS)) {
            drain(out, kept); // a child that fills its pipe would never end
            if (System.nanoTime() - began > LONGEST.toNanos()) {
                LOG.atWarn().addKeyValue("command", name).log("command did not end in time");
                return Optional.empty();
            }
        }
        drain(out, kept);
        return process.exitValue() == 0 ? Optional.of(kept.toString(StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** Takes what is there and never waits: a grandchild may keep the pipe open. */
    private static void drain(InputStream out, ByteArrayOutputStream kept) throws IOException {
        for (int there = out.available(); there > 0; there = out.available()) {
            byte[] bytes = out.readNBytes(Math.min(there, BYTES));
            kept.write(bytes, 0, Math.min(bytes.length, BYTES - kept.size()));
        }
    }
}
