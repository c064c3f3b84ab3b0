package dev.atelier.engine.whisper;

import dev.atelier.engine.host.api.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All that has to do with the programs of whisper.cpp: where they are, and what runs of them. */
final class Outside implements AutoCloseable {
    /** Tokens of a hint that are looked at; without one a window is heard without what came before it. */
    static final int MOST_HINT = 224;

    private final Tool server;
    private final Tool cli;
    private final Path folder;
    private final Timer timer = new Timer();
    private volatile WhisperSettings settings;

    /** @param folder for what passes between whisper-cli and the engine */
    Outside(Programs programs, Path folder, WhisperSettings settings) {
        this.settings = settings;
        this.folder = folder;
        this.server = Tool.server(programs, () -> this.settings.server());
        this.cli = Tool.cli(programs, () -> this.settings.cli());
    }

    void modified(WhisperSettings now) {
        settings = now;
    }

    Tool server() {
        return server;
    }

    Tool cli() {
        return cli;
    }

    /** A server first, then the other program where the model need not stay, then the library. */
    Backends before(Backends library) {
        return (name, idle, stays) -> new EitherBackend(
                server,
                new ServerBackend(server, timer, idle),
                cli,
                stays ? null : new CliBackend(cli, folder),
                library.open(name, idle, stays),
                System::nanoTime);
    }

    @Override
    public void close() {
        timer.close();
    }

    /** For servers nobody asks any more. */
    static final class Timer implements AutoCloseable {
        private final ScheduledThreadPoolExecutor executor;

        Timer() {
            executor = new ScheduledThreadPoolExecutor(1, work -> {
                Thread thread = new Thread(work, "engine-whisper-cpp-idle");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
        }

        /** Null when it is closing: so are the servers. */
        @Nullable
        ScheduledFuture<?> later(Runnable work, Duration delay) {
            try {
                return executor.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                return null;
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
