package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineDescriptor.Isolation;
import dev.atelier.engine.api.EngineDescriptor.Needs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelsFolder;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Pictures and films by sd-server, which keeps its model, or by sd-cli, which is run for each job. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.sdcpp")
@Designate(ocd = SdcppConfig.class)
@EngineId(id = SdcppEngine.ID)
public final class SdcppEngine implements Engine, PartsOwner, AutoCloseable {
    static final String ID = "sd-cpp";
    private static final Duration GOODBYE = Duration.ofMillis(250);

    private final EngineDescriptor descriptor;
    private final Tools tools;
    private final Parts parts;
    private final Server server;
    private final Cli cli;
    private volatile SdcppSettings settings;

    /** What it works with. */
    record Tools(Finder finder, Answers answers, Vulkan vulkan, Linked linked, Path temporary) {
        static Tools of(
                Programs programs,
                Provisions provisions,
                ModelsFolder models,
                Platform platform,
                Vulkan vulkan,
                Path home,
                Path temporary) {
            Answers answers = new Answers(programs);
            Finder finder = new Finder(
                    programs,
                    provisions,
                    new Releases(platform),
                    models,
                    answers,
                    vulkan,
                    List.of(home.resolve(".local").resolve("bin")));
            return new Tools(finder, answers, vulkan, new Linked(platform.os()), temporary);
        }
    }

    @Activate
    public SdcppEngine(
            BundleContext context,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "provisions") Provisions provisions,
            @Reference(name = "models") ModelsFolder models,
            SdcppConfig config) {
        this(
                context.getBundle().getVersion().toString(),
                programs,
                Tools.of(
                        programs,
                        provisions,
                        models,
                        Platform.here(),
                        Vulkan.here(),
                        Path.of(System.getProperty("user.home", "")),
                        Path.of(System.getProperty("java.io.tmpdir"))),
                SdcppSettings.from(config),
                GOODBYE,
                System::nanoTime);
    }

    /** @param goodbye how long sd-server may take to answer a cancel before it is ended */
    SdcppEngine(
            String version,
            Programs programs,
            Tools tools,
            SdcppSettings settings,
            Duration goodbye,
            LongSupplier nanoTime) {
        this.tools = tools;
        this.settings = settings;
        this.server = new Server(programs, tools.answers(), goodbye, nanoTime);
        this.cli = new Cli(programs, tools.answers());
        this.parts = new Parts(tools, server);
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Pictures and films by stable-diffusion.cpp",
                Set.of(ID),
                Map.of(Kind.IMAGE, List.of(ID + ":*"), Kind.VIDEO, List.of(ID + ":*")),
                Isolation.PROGRAM,
                false,
                new Needs(0, true, List.of(Releases.SD_CLI)),
                1);
    }

    /** A job that runs keeps what it began with. */
    @Modified
    void modified(SdcppConfig config) {
        settings = SdcppSettings.from(config);
    }

    @Override
    public EngineDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public Health health() {
        SdcppSettings now = settings;
        Optional<Path> there = tools.finder().there(now);
        boolean vulkan;
        if (there.isPresent()) {
            vulkan = tools.linked().known(there.get()).orElse(false);
            Optional<String> trouble = tools.answers().trouble(there.get());
            if (trouble.isPresent() && !(vulkan && !tools.vulkan().loadable())) {
                return Health.unavailable(
                        there.get() + " does not run: " + trouble.get(),
                        "install what it needs, or put the path of another sd-cli into the setting sd_cli");
            }
        } else {
            try {
                vulkan = tools.finder().wanted(now).vulkan();
            } catch (EngineException e) {
                return Health.unavailable(
                        String.valueOf(e.getMessage()), "install sd-cli, or put its path into the setting sd_cli");
            }
        }
        return vulkan && !tools.vulkan().loadable() ? tools.vulkan().missing() : Health.OK;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        Kind kind = job.task().kind();
        if (kind != Kind.IMAGE && kind != Kind.VIDEO) {
            throw EngineException.cannotServe(ID, kind);
        }
        context.checkCancelled();
        SdcppSettings now = settings;
        Path program = tools.finder().find(now, context);
        preflight(program);
        Weights weights = Weights.of(job.source(), context);
        context.checkCancelled();
        try (Scratch scratch = Scratch.open(tools.temporary(), context)) {
            Order order = job.task() instanceof Task.Video film
                    ? Order.of(film, weights.defaults())
                    : Order.of((Task.Image) job.task(), weights.defaults());
            Inputs inputs = job.task() instanceof Task.Video film
                    ? Inputs.of(film, scratch, context)
                    : Inputs.of((Task.Image) job.task(), scratch, context);
            Path made = make(now, program, weights, order, inputs, scratch, context);
            context.checkCancelled();
            context.progress(1, "done");
            String name = String.valueOf(made.getFileName());
            return new EngineResult.Media(Body.of(made), name.substring(name.lastIndexOf('.') + 1));
        }
    }

    /** Before anything is fetched that could not be run. */
    private void preflight(Path program) throws EngineException {
        if (tools.linked().vulkan(program)) {
            tools.vulkan().check();
        }
    }

    private Path make(
            SdcppSettings now,
            Path program,
            Weights weights,
            Order order,
            Inputs inputs,
            Scratch scratch,
            JobContext context)
            throws EngineException {
        Path beside = program.resolveSibling(Provisions.Release.fileName(Releases.SD_SERVER));
        if (now.server() && ServerRequest.writes(order) && Files.isExecutable(beside)) {
            Optional<Path> made = server.make(beside, weights, order, inputs, now.idle(), context);
            if (made.isPresent()) {
                return made.get();
            }
        }
        server.makeRoom();
        return cli.make(program, weights, order, inputs, scratch, context);
    }

    /** Without a model there is nothing to make; what can be told is whether the program runs. */
    @Override
    public void selfTest(JobContext context) throws EngineException {
        Optional<Path> there = tools.finder().there(settings);
        if (there.isEmpty()
                || (tools.linked().vulkan(there.get()) && !tools.vulkan().loadable())) {
            return; // which its health tells
        }
        if (tools.answers().flags(there.get(), context).names().isEmpty()) {
            context.log(JobContext.Level.WARN, there.get() + " does not tell its flags; all are taken to be there");
        }
    }

    @Override
    public List<Part> parts() {
        return parts.list(settings);
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        if (!part.equals(Releases.SD_CLI) && !part.equals(Releases.SD_SERVER)) {
            throw new EngineException("unknown_part", "there is no part " + part + " to add", false);
        }
        tools.finder().provide(settings, context);
        context.progress(1, "done");
    }

    @Override
    @Deactivate
    public void close() {
        server.close();
    }
}
