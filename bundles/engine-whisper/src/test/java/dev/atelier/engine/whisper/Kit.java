package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.internal.BundleChildren;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.lib.ffmpeg.internal.FoundFfmpeg;
import dev.atelier.lib.ffmpeg.internal.Shipped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What an engine needs around it, without a container. */
final class Kit implements AutoCloseable {
    /** Unpacked once for a build: it is big. */
    private static final Shipped SHIPPED =
            new Shipped(Path.of("target", "ffmpeg-for-tests").toAbsolutePath());

    final AtomicLong now = new AtomicLong();
    final BundlePrograms programs;
    final FoundFfmpeg ffmpeg;
    private final Path folder;
    private final ProcessHost host;
    private final BundleChildren children;
    private final AtomicInteger engines = new AtomicInteger();

    Kit(Path folder) {
        this.folder = folder;
        this.host = new ProcessHost(folder.resolve("state/children"));
        this.children = new BundleChildren(host);
        this.programs = new BundlePrograms(host);
        this.ffmpeg = new FoundFfmpeg(programs, SHIPPED, "");
    }

    WhisperEngine engine(Path models) {
        return engine(models, Ggml::read);
    }

    WhisperEngine engine(Path models, Models.Check check) {
        return engine(models, check, new WhisperSettings("off", "off"));
    }

    WhisperEngine engine(Path models, Models.Check check, WhisperSettings settings) {
        Path data = folder.resolve("data-" + engines.incrementAndGet());
        return new WhisperEngine(
                "1.2.3",
                "1.7.1",
                new Models(new LocalModels(() -> models, Models.FORM, now::get), check),
                Backends.inChildren(children, data),
                new Outside(programs, data.resolve("cli"), settings),
                programs,
                ffmpeg);
    }

    /** As the system does when it is out of memory. */
    void killChildren() throws Exception {
        Path records = folder.resolve("state/children");
        try (var files = Files.list(records)) {
            files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(ProcessHandle::destroyForcibly);
        }
        await().untilAsserted(() -> assertThat(records).isEmptyDirectory());
    }

    @Override
    public void close() {
        programs.close();
        children.close();
        host.close();
    }
}
