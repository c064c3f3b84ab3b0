package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Provisions;
import dev.atelier.engine.host.internal.BundleChildren;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotGguf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The engine with a fake llama-server and the real library, each in processes of their own. */
final class LlamaRig implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();

    final Path folder;
    final Path tools;
    final FakeProvisions provisions = new FakeProvisions();
    final LlamaEngine engine;
    private final ProcessHost host;
    private final BundlePrograms programs;
    private final BundleChildren children;
    private final AtomicInteger jobs = new AtomicInteger();

    /** Puts the fake program where it was wanted. */
    static final class FakeProvisions implements Provisions {
        final List<Release> provided = new ArrayList<>();

        @Override
        public boolean present(Release release) {
            return Files.isRegularFile(release.program());
        }

        @Override
        public Path provide(Release release, JobContext context) throws EngineException {
            provided.add(release);
            return FakeLlamaServer.program(release.folder());
        }
    }

    LlamaRig(Path folder, LlamaSettings settings) {
        this.folder = folder;
        this.tools = folder.resolve("tools");
        this.host = new ProcessHost(folder.resolve("children"));
        this.programs = new BundlePrograms(host);
        this.children = new BundleChildren(host);
        models();
        this.engine = new LlamaEngine(
                "1.2.3",
                new LocalModels(() -> folder.resolve("models"), System::nanoTime),
                Backends.inChildren(children, folder.resolve("data")),
                new Outside(programs, provisions, () -> folder.resolve("models"), settings));
    }

    static LlamaRig withServer(Path folder, int slots) {
        Path program = FakeLlamaServer.program(folder.resolve("tools"));
        return new LlamaRig(folder, new LlamaSettings(program.toString(), "", "", slots));
    }

    private void models() {
        try {
            Path llm = Files.createDirectories(folder.resolve("models/llm"));
            new ParrotGguf().write(llm.resolve("parrot.gguf"));
            new ParrotGguf().write(llm.resolve("other.gguf"));
            // every word of the same length, so that nothing in the file moves
            String newer = Files.readString(llm.resolve("parrot.gguf"), StandardCharsets.ISO_8859_1)
                    .replace("llama", "qwen3");
            Files.writeString(llm.resolve("newer.gguf"), newer, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Task.Llm ask(String question) {
        return new Task.Llm(
                List.of(new Task.Message("user", question)), null, 100, 0, null, List.of(), null, null, null);
    }

    ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    JsonNode answer(String model, Task.Llm task, ContractContext context) throws Exception {
        EngineResult result = engine.execute(job(model, task), context);
        return MAPPER.readTree(result.<String>fold(media -> "", EngineResult.Json::text));
    }

    static EngineJob job(String model, Task.Llm task) {
        return new EngineJob("job", model, ModelSource.of("llama-cpp"), task);
    }

    String words(String model, String question) throws Exception {
        return words(answer(model, ask(question), context()));
    }

    static String words(JsonNode answer) {
        return answer.at("/choices/0/message/content").asText();
    }

    List<String> lines(String file) throws IOException {
        Path path = tools.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    /** The server that was started last. */
    ProcessHandle server() throws IOException {
        List<String> pids = lines("pids");
        return ProcessHandle.of(Long.parseLong(pids.get(pids.size() - 1))).orElseThrow();
    }

    @Override
    public void close() {
        engine.close();
        children.close();
        programs.close();
        host.close();
    }
}
