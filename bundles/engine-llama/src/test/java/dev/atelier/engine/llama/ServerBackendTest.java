package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Provisions;
import dev.atelier.engine.host.api.Quarantine;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotGguf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set by the test engine
class ServerBackendTest {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();
    private final AtomicReference<LlamaSettings> settings = new AtomicReference<>(LlamaSettings.DEFAULT);
    private ProcessHost host;
    private BundlePrograms programs;
    private ServerPool pool;
    private ServerTool tool;

    @BeforeEach
    void open() {
        Path program = FakeLlamaServer.program(folder.resolve("tools"));
        settings.set(new LlamaSettings(program.toString(), "", "", 1));
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        pool = new ServerPool(programs, now::get);
        tool = new ServerTool(programs, settings::get, () -> folder);
    }

    @AfterEach
    void close() {
        pool.close();
        programs.close();
        host.close();
    }

    private ServerBackend server(Duration idle) {
        return new ServerBackend(tool, pool, idle);
    }

    private EitherBackend either(Backend library) {
        return new EitherBackend(tool, server(Duration.ofMinutes(5)), library, pool.deaths(), System::nanoTime);
    }

    private Backend.Request request(String name) throws Exception {
        Path model = folder.resolve(name);
        new ParrotGguf().write(model);
        return new Backend.Request(model, Gguf.read(model), 2048, LlamaRig.ask("hello"), null, null, null);
    }

    private String chat(Backend backend, Backend.Request request) throws Exception {
        StringBuilder said = new StringBuilder();
        backend.chat(request, said::append, new ContractContext(folder.resolve("job")));
        return said.toString();
    }

    private List<String> lines(String file) throws Exception {
        return Files.readAllLines(folder.resolve("tools").resolve(file));
    }

    @Test
    void aServerNobodyAsksEnds() throws Exception {
        Backend.Request request = request("parrot.gguf");
        try (ServerBackend backend = server(Duration.ofMillis(50))) {
            assertThat(chat(backend, request)).isEqualTo(FakeLlamaServer.WORDS);
            var server = ProcessHandle.of(Long.parseLong(lines("pids").get(0)));
            if (server.isPresent()) {
                server.get().onExit().get(5, TimeUnit.SECONDS);
            }

            assertThat(chat(backend, request)).isEqualTo(FakeLlamaServer.WORDS);
        }
    }

    @Test
    void aServerThatStillLoadsIsNotIdle() throws Exception {
        Backend.Request first = request("parrot.gguf");
        Backend.Request second = request("other.gguf");
        try (ServerBackend backend = server(Duration.ofMillis(50))) {
            chat(backend, first);
            Files.writeString(folder.resolve("tools/loading-ms"), "500");

            assertThat(chat(backend, second)).isEqualTo(FakeLlamaServer.WORDS);
        }
        assertThat(lines("pids")).hasSize(2);
    }

    @Test
    void aModelThatIsLoadedInAServerStaysThereWhateverIsChosenMeanwhile() throws Exception {
        Backend.Request request = request("parrot.gguf");
        FakeLibrary library = new FakeLibrary();
        try (EitherBackend either = either(library)) {
            either.load(request, new ContractContext(folder.resolve("job")));
            settings.set(new LlamaSettings("off", "", "", 1));

            assertThat(chat(either, request)).isEqualTo(FakeLlamaServer.WORDS);
            assertThat(chat(either, request("other.gguf"))).isEqualTo(FakeLibrary.WORDS);
        }
        assertThat(lines("pids")).hasSize(1);
    }

    @Test
    void aModelThatIsLoadedInTheLibraryStaysThereUntilThatEnds() throws Exception {
        Backend.Request request = request("parrot.gguf");
        LlamaSettings own = settings.get();
        FakeLibrary library = new FakeLibrary();
        try (EitherBackend either = either(library)) {
            settings.set(new LlamaSettings("off", "", "", 1));
            either.load(request, new ContractContext(folder.resolve("job")));
            settings.set(own);

            assertThat(chat(either, request)).isEqualTo(FakeLibrary.WORDS);
            library.alive = false;
            assertThat(chat(either, request)).isEqualTo(FakeLlamaServer.WORDS);
        }
    }

    @Test
    void keepsNoPromptsBesideItsSlotsWhenItCanBeTold() throws Exception {
        Files.writeString(folder.resolve("tools/help"), "-cram, --cache-ram N  set the maximum cache size in MiB");
        try (ServerBackend backend = server(Duration.ofMinutes(5))) {
            chat(backend, request("parrot.gguf"));
        }
        assertThat(lines("told")).singleElement().asString().endsWith(" --jinja --cache-ram 0");
    }

    @Test
    void aModelThatServersKeepDyingOverIsLeftToTheLibraryForAWhileThatGrows() throws Exception {
        Backend.Request request = request("parrot.gguf");
        Backend.Request other = request("other.gguf");
        Files.createFile(folder.resolve("tools/deadly"));
        try (EitherBackend either = either(new FakeLibrary())) {
            for (int i = 0; i < 3; i++) {
                either.load(request, new ContractContext(folder.resolve("job"))); // that it loads is no recovery
                assertThatThrownBy(() -> chat(either, request)).hasMessageStartingWith("llama-server ended with 139");
            }

            ContractContext context = new ContractContext(folder.resolve("job"));
            either.chat(request, said -> {}, context);

            assertThat(context.messages())
                    .singleElement()
                    .asString()
                    .contains("llama-server crashed 3 times in a row on parrot.gguf (llama-server ended with 139")
                    .contains("the built-in library is used: it is tried again in 61 s");
            assertThat(either.slots()).isEqualTo(1);
            Files.delete(folder.resolve("tools/deadly"));
            assertThat(chat(either, other)).isEqualTo(FakeLlamaServer.WORDS); // no fault of this one
            now.addAndGet(Duration.ofSeconds(61).toNanos());
            assertThat(chat(either, request)).isEqualTo(FakeLlamaServer.WORDS);
            assertThat(pool.deaths().of("parrot.gguf")).isEmpty();
        }
        assertThat(lines("pids")).hasSize(5);
    }

    @Test
    void whatNothingElseRunsIsRefusedUntilItIsTriedAgain() throws Exception {
        Backend.Request request = newer("newer.gguf");
        Files.createFile(folder.resolve("tools/deadly"));
        try (EitherBackend either = either(new FakeLibrary())) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> chat(either, request)).hasMessageStartingWith("llama-server ended with 139");
            }

            assertThatThrownBy(() -> chat(either, request))
                    .hasMessageContaining("crashed 3 times in a row on newer.gguf")
                    .isInstanceOfSatisfying(EngineException.class, e -> {
                        assertThat(e.code()).isEqualTo(Quarantine.CODE);
                        assertThat(e.retryable()).isTrue();
                    });
        }
        assertThat(lines("pids")).hasSize(3);
    }

    private Backend.Request newer(String name) throws Exception {
        Backend.Request known = request(name);
        String newer =
                Files.readString(known.model(), StandardCharsets.ISO_8859_1).replace("llama", "qwen3");
        Files.writeString(known.model(), newer, StandardCharsets.ISO_8859_1);
        return new Backend.Request(known.model(), Gguf.read(known.model()), 2048, known.task(), null, null, null);
    }

    /** Has a model once it was asked for one. */
    private static final class FakeLibrary implements Backend {
        static final String WORDS = "from the library";

        boolean alive;

        @Override
        public Chat.Answer chat(Request request, Consumer<String> text, JobContext context) {
            alive = true;
            text.accept(WORDS);
            return new Chat.Answer(1, 1, true);
        }

        @Override
        public void load(Request request, JobContext context) {
            alive = true;
        }

        @Override
        public int[] tokens(Request request, String text) {
            return new int[0];
        }

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public Health health() {
            return Health.OK;
        }

        @Override
        public Health health(Path model) {
            return Health.OK;
        }

        @Override
        public void close() {
            alive = false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,llama-b10453-bin-ubuntu-x64.tar.gz",
        "Linux,aarch64,llama-b10453-bin-ubuntu-arm64.tar.gz",
        "Mac OS X,aarch64,llama-b10453-bin-macos-arm64.tar.gz",
        "Windows 11,amd64,llama-b10453-bin-win-cpu-x64.zip"
    })
    void eachMachineHasItsArchiveAndItsHash(String os, String arch, String name) {
        assertThat(ServerRelease.wanted(LlamaSettings.DEFAULT, folder, os, arch))
                .hasValueSatisfying(release -> {
                    assertThat(release.url())
                            .isEqualTo("https://github.com/ggml-org/llama.cpp/releases/download/b10453/" + name);
                    assertThat(release.sha256()).hasSize(64);
                    assertThat(release.approxBytes()).isPositive();
                });
    }

    @Test
    void otherMachinesHaveNoneUnlessOneIsSet() {
        assertThat(ServerRelease.wanted(LlamaSettings.DEFAULT, folder, "Linux", "riscv64"))
                .isEmpty();
        LlamaSettings own = new LlamaSettings("", "https://mine.invalid/x.zip", "A".repeat(64), 1);
        assertThat(ServerRelease.wanted(own, folder, "Linux", "riscv64"))
                .map(Provisions.Release::sha256)
                .contains("a".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "abcd"})
    void aHashThatIsNoneIsRefusedByName(String hash) {
        assertThatThrownBy(() -> new LlamaSettings("", "", hash, 1)).hasMessageContaining("llama_server_sha256");
    }
}
