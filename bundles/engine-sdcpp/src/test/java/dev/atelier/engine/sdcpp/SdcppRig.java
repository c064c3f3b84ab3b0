package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Role;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The engine with real processes and fake programs, in a folder of its own. */
final class SdcppRig implements AutoCloseable {
    static final Platform LINUX = new Platform(Platform.Os.LINUX, "x86_64");

    final Path folder;
    final Path tools;
    final FakeTools.FakeProvisions provisions = new FakeTools.FakeProvisions();
    /** The clock of the engine, in nanoseconds. */
    final AtomicLong now = new AtomicLong();

    private final ProcessHost host;
    private final BundlePrograms programs;
    final SdcppEngine engine;

    SdcppRig(Path folder, SdcppSettings settings) {
        this(folder, settings, LINUX, List.of());
    }

    /** @param loaders folders in which a Vulkan loader may be */
    SdcppRig(Path folder, SdcppSettings settings, Platform platform, List<Path> loaders) {
        this.folder = folder;
        this.tools = folder.resolve("tools");
        this.host = new ProcessHost(folder.resolve("children"));
        this.programs = new BundlePrograms(host);
        this.engine = new SdcppEngine(
                "1.2.3",
                programs,
                SdcppEngine.Tools.of(
                        programs,
                        provisions,
                        () -> folder.resolve("models"),
                        platform,
                        new Vulkan(platform.os(), loaders),
                        folder.resolve("home"),
                        temporary()),
                settings,
                Duration.ofSeconds(5), // a cancel is answered, however busy the machine is
                now::get);
    }

    Path temporary() {
        try {
            return Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the fake sd-cli set, and no server. */
    static SdcppRig withCli(Path folder) {
        return new SdcppRig(folder, settings(FakeTools.cli(folder.resolve("tools")), Duration.ZERO));
    }

    /** With both, the server first. */
    static SdcppRig withServer(Path folder, Duration idle) {
        SdcppRig rig = new SdcppRig(folder, settings(FakeTools.cli(folder.resolve("tools")), idle));
        FakeTools.server(rig.tools);
        return rig;
    }

    static SdcppSettings settings(Path cli, Duration idle) {
        return new SdcppSettings(cli.toString(), "", "", idle);
    }

    /** Each job has the same folder, since that is where the model lies. */
    ContractContext context() {
        Path job = folder.resolve("job");
        try {
            Files.createDirectories(job.resolve("models"));
            for (String file : List.of("d.gguf", "v.safetensors", "t.gguf", "tv.gguf", "m.safetensors")) {
                Files.writeString(job.resolve("models").resolve(file), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContractContext(job);
    }

    static ModelSource.File file(Role role, String name) {
        return new ModelSource.File(role, "https://models.invalid/" + name, name, null, null);
    }

    static ModelSource checkpoint() {
        return new ModelSource("sd-cpp", List.of(file(Role.MODEL, "m.safetensors")), ModelSource.Defaults.NONE);
    }

    EngineResult run(Task task, ContractContext context) throws EngineException {
        return run(engine, task, checkpoint(), context);
    }

    static EngineResult run(Engine engine, Task task, ModelSource source, ContractContext context)
            throws EngineException {
        return engine.execute(new EngineJob("job", "sd-cpp:model", source, task), context);
    }

    static Task.Image image(String prompt) {
        return Task.Image.of(prompt).withExt("png");
    }

    static byte[] bytes(EngineResult result) {
        return result.fold(
                media -> {
                    try (var in = media.body().open()) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                json -> new byte[0]);
    }

    static String ext(EngineResult result) {
        return result.fold(media -> media.ext(), json -> "");
    }

    List<String> told() throws IOException {
        return Files.readAllLines(tools.resolve("told"));
    }

    List<String> lines(String file) throws IOException {
        Path path = tools.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    /** What is left in the folder for scratch files. */
    List<String> leftovers() throws IOException {
        Path scratch = temporary().resolve("studio-worker-sdcpp");
        if (!Files.exists(scratch)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(scratch)) {
            return files.map(Path::toString).toList();
        }
    }

    @Override
    public void close() {
        engine.close();
        programs.close();
        host.close();
    }
}
