package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Secret;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what git asks, for as long as it is open. Question and answer go through pipes: no file, no command line and
 * no environment ever holds an answer. Each program that asks has a pipe of its own, so that none is told what was meant
 * for another.
 */
final class Askpass implements Closeable {
    private static final String PROGRAM = """
            #!/bin/sh
            umask 077
            d=${0%/*}
            mkfifo "$d/$$" && exec 3<>"$d/$$" && printf '%s %s\\n' "$$" "$1" >>"$d/questions" || exit 1
            IFS= read -r answer <&3
            case $answer in
            +*) printf '%s\\n' "${answer#+}" ;;
            *) exit 1 ;;
            esac
            """;
    /** What the name of the folder begins with. */
    static final String PREFIX = "ask-";

    private static final Pattern QUESTION = Pattern.compile("(?<who>\\d{1,10}) (?<what>.*)");
    private static final Logger LOG = LoggerFactory.getLogger(Askpass.class);

    private final Path folder;
    private final Function<String, Optional<Secret>> answers;
    private final FileChannel questions;

    private Askpass(Path folder, Function<String, Optional<Secret>> answers) throws IOException {
        this.folder = folder;
        this.answers = answers;
        this.questions = both(folder.resolve("questions"));
    }

    /** As neither a reader nor a writer then waits for the other to come. A pipe that is gone is not made again. */
    private static FileChannel both(Path pipe) throws IOException {
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** @param place of the worker's own, where it makes a folder for itself */
    static Askpass open(Path place, Function<String, Optional<Secret>> answers, Executor threads)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(place, PREFIX);
        try {
            Path program = folder.resolve("askpass");
            AtomicFiles.write(program, PROGRAM.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            pipe(folder.resolve("questions"));
            Askpass askpass = new Askpass(folder, answers);
            try {
                threads.execute(askpass::answerAll);
                return askpass;
            } catch (RejectedExecutionException e) {
                askpass.close();
                throw e;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            SafeDelete.tree(folder);
            throw e;
        }
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("mkfifo", "-m", "600", path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(Set.of("PATH")); // the worker's own variables are not for others
        Process made = builder.start();
        if (!made.waitFor(10, TimeUnit.SECONDS) || made.exitValue() != 0) {
            made.destroyForcibly();
            throw new IOException("no pipe can be made at " + path);
        }
    }

    /** For git to ask here and nowhere else; a helper of the host's would keep what it hears, and on disk. */
    Map<String, String> environment() {
        return Map.of(
                "GIT_ASKPASS", folder.resolve("askpass").toString(),
                "GIT_CONFIG_COUNT", "1",
                "GIT_CONFIG_KEY_0", "credential.helper",
                "GIT_CONFIG_VALUE_0", "");
    }

    private void answerAll() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer read = ByteBuffer.allocate(4096);
        try {
            while (questions.read(read.clear()) >= 0) {
                read.flip();
                while (read.hasRemaining()) {
                    byte next = read.get();
                    if (next != '\n') {
                        line.write(next);
                    } else {
                        answer(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    }
                }
            }
        } catch (ClosedChannelException e) {
            LOG.trace("nobody asks any more");
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("git is not answered any more");
        }
    }

    private void answer(String line) {
        Matcher question = QUESTION.matcher(line);
        try {
            if (question.matches()) {
                answer(question.group("who"), question.group("what"));
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("who asked for git has gone");
        }
    }

    private void answer(String who, String question) throws IOException {
        String line = answers.apply(question).map(found -> "+" + found.value()).orElse("-") + "\n";
        try (FileChannel pipe = both(folder.resolve(who))) {
            pipe.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void close() throws IOException {
        questions.close(); // who reads it is told
        SafeDelete.tree(folder);
    }
}
