package dev.atelier.engine.host.internal;

import dev.atelier.engine.host.api.ProbeResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What programs said of themselves, for as long as their files stay the same. */
final class Probes {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration FAILURE_KEPT = Duration.ofMinutes(1);
    private static final int TEXT = 256 * 1024;
    private static final int KEPT = 64;

    /** The same program is the same bytes: a file that was replaced is another one. */
    private record Key(Path program, long size, FileTime modified, List<String> arguments) {}

    private record Answer(CompletableFuture<ProbeResult> result, long askedAt) {}

    private final ProcessHost host;
    private final LongSupplier nanoTime;
    private final Map<Key, Answer> answers = new LinkedHashMap<>();

    Probes(ProcessHost host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
    }

    CompletableFuture<ProbeResult> ask(Path program, List<String> arguments) {
        Key key;
        try {
            key = new Key(program, Files.size(program), Files.getLastModifiedTime(program), List.copyOf(arguments));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(new ProbeResult(false, -1, "there is no program " + program));
        }
        synchronized (answers) {
            Answer known = answers.get(key);
            if (known != null && !expired(known)) {
                return known.result();
            }
            while (answers.size() >= KEPT) {
                answers.remove(answers.keySet().iterator().next());
            }
            CompletableFuture<ProbeResult> result = start(key);
            answers.put(key, new Answer(result, nanoTime.getAsLong()));
            return result;
        }
    }

    private boolean expired(Answer answer) {
        ProbeResult result = answer.result().getNow(null);
        return result != null && !result.ok() && nanoTime.getAsLong() - answer.askedAt() > FAILURE_KEPT.toNanos();
    }

    private CompletableFuture<ProbeResult> start(Key key) {
        try {
            return CompletableFuture.supplyAsync(() -> run(key), host.io());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new ProbeResult(false, -1, "the worker is stopping"));
        }
    }

    private ProbeResult run(Key key) {
        List<String> command = new java.util.ArrayList<>();
        command.add(key.program().toString());
        command.addAll(key.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Environment.clean(builder.environment(), Map.of());
        String name = key.program().getFileName().toString();
        try (Supervised supervised = host.start(name, builder, Duration.ofMillis(200))) {
            Process process = supervised.process();
            process.getOutputStream().close();
            var timeout = host.timer().schedule(supervised::kill, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            String text = text(process.getInputStream());
            int code = process.waitFor();
            return timeout.cancel(false)
                    ? new ProbeResult(true, code, text)
                    : new ProbeResult(false, -1, name + " did not answer within " + LIMIT.toSeconds() + " s");
        } catch (IOException e) {
            return new ProbeResult(false, -1, name + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ProbeResult(false, -1, "the worker is stopping");
        }
    }

    private static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(TEXT);
        in.transferTo(java.io.OutputStream.nullOutputStream());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
