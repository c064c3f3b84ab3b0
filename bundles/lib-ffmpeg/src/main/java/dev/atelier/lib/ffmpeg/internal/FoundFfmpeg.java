package dev.atelier.lib.ffmpeg.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Looks in the setting, on the PATH, in this bundle; the first that runs is it. */
@Component(service = Ffmpeg.class, configurationPid = "dev.atelier.lib.ffmpeg")
@Designate(ocd = FfmpegConfig.class)
public final class FoundFfmpeg implements Ffmpeg {
    private static final String NAME = "ffmpeg";
    private static final String REMEDY = "install ffmpeg, or put its path into the setting ffmpeg_path";
    private static final List<String> VERSION = List.of("-version");
    private static final Pattern VERSION_LINE = Pattern.compile("^ffmpeg version (\\S+)", Pattern.MULTILINE);

    private final Programs programs;
    private final Shipped shipped;
    private volatile String configured;

    @Activate
    public FoundFfmpeg(BundleContext context, @Reference(name = "programs") Programs programs, FfmpegConfig config) {
        this(
                programs,
                new Shipped(context.getDataFile(
                                "ffmpeg-" + context.getBundle().getHeaders().get("Ffmpeg-Version"))
                        .toPath()),
                config.ffmpeg__path());
    }

    /** Without a container; for tests of engines. */
    public FoundFfmpeg(Programs programs, Shipped shipped, String configured) {
        this.programs = programs;
        this.shipped = shipped;
        this.configured = configured;
    }

    /** A job that runs keeps the program it began with. */
    @Modified
    void modified(FfmpegConfig config) {
        configured = config.ffmpeg__path();
    }

    @Override
    public Health health() {
        if (!configured.isBlank()) {
            Optional<Path> set = set();
            return set.isEmpty()
                    ? Health.unavailable("there is no program at the path in ffmpeg_path", REMEDY)
                    : maybe(set.get())
                            ? Health.OK
                            : Health.unavailable("the ffmpeg of ffmpeg_path does not run", REMEDY);
        }
        boolean own = shipped.suits() && (!shipped.unpacked() || maybe(shipped.program()));
        if (own || installed().filter(this::maybe).isPresent()) {
            return Health.OK;
        }
        return Health.unavailable("there is no ffmpeg that runs on this machine", REMEDY);
    }

    @Override
    public Part part() {
        Optional<Path> there = configured.isBlank()
                ? installed().filter(this::maybe).or(() -> Optional.of(shipped.program())
                        .filter(p -> shipped.suits()))
                : set();
        Health health = health();
        Part.State state =
                health.available() ? Part.State.IN_USE : there.isPresent() ? Part.State.BROKEN : Part.State.MISSING;
        String note = health.available() ? null : health.reason() + "; " + health.remedy();
        return new Part(
                NAME,
                "ffmpeg, which writes and reads films and sound",
                there.flatMap(this::version).orElse(null),
                there.map(Path::toString).orElse(null),
                state,
                note,
                false,
                0);
    }

    /** Once it has been asked for. */
    private Optional<String> version(Path program) {
        if (program.equals(shipped.program()) && !shipped.unpacked()) {
            return Optional.empty();
        }
        ProbeResult known = programs.probe(program, VERSION).getNow(null);
        return Optional.ofNullable(known).filter(ProbeResult::ok).flatMap(answer -> {
            Matcher found = VERSION_LINE.matcher(answer.text());
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        });
    }

    @Override
    public Path program(JobContext context) throws EngineException {
        if (!configured.isBlank()) {
            return running(set(), context)
                    .orElseThrow(() -> missing("the ffmpeg of ffmpeg_path is missing or does not run"));
        }
        Optional<Path> installed = running(installed(), context);
        if (installed.isPresent()) {
            return installed.get();
        }
        if (shipped.suits()) {
            return unpacked(context);
        }
        throw missing("ffmpeg is missing");
    }

    private Path unpacked(JobContext context) throws EngineException {
        shipped.unpack(context);
        ProbeResult answer = programs.probe(shipped.program(), VERSION, context);
        if (!answer.started()) {
            throw EngineException.failed("ffmpeg did not answer: " + answer.text(), null); // a machine too busy
        }
        if (!answer.ok()) {
            String why = answer.text().lines().findFirst().orElse("it says nothing");
            throw missing("the ffmpeg that comes along does not run on this machine (" + why + ")");
        }
        return shipped.program();
    }

    private Optional<Path> set() {
        // Made a path even when it is a mere name: a setting names one program, it does not search.
        return programs.find(Path.of(configured.strip()).toAbsolutePath().toString(), List.of());
    }

    private Optional<Path> installed() {
        return programs.find(NAME, List.of());
    }

    private Optional<Path> running(Optional<Path> program, JobContext context) throws EngineException {
        return program.isPresent()
                        && programs.probe(program.get(), VERSION, context).ok()
                ? program
                : Optional.empty();
    }

    /** True until the opposite is known: asking takes longer than a look at the health may. */
    private boolean maybe(Path program) {
        CompletableFuture<ProbeResult> answer = programs.probe(program, VERSION);
        ProbeResult known = answer.getNow(null);
        return known == null || known.ok();
    }

    private static EngineException missing(String what) {
        return new EngineException("program_missing", what + ": " + REMEDY, false);
    }
}
