package dev.atelier.lib.ffmpeg.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The program inside this bundle, unpacked when it is first needed. Its libraries are found beside it. */
public final class Shipped {
    private static final String FROM = "/org/bytedeco/ffmpeg/linux-x86_64/";
    private static final List<String> PROGRAMS = List.of("ffmpeg", "ffprobe");
    private static final List<String> LIBRARIES = List.of(
            "libavcodec.so.62",
            "libavdevice.so.62",
            "libavfilter.so.11",
            "libavformat.so.62",
            "libavutil.so.60",
            "libswresample.so.6",
            "libswscale.so.9",
            "libdrm.so.2",
            "libva.so.2",
            "libva-drm.so.2");
    /** Of screens and sound cards, which need not be there; with the versions asked for. */
    private static final Map<String, List<String>> NEVER_USED = Map.of(
            "libxcb.so.1", List.of(),
            "libxcb-shm.so.0", List.of(),
            "libasound.so.2", List.of("ALSA_0.9", "ALSA_0.9.0rc4"),
            "libpulse.so.0", List.of("PULSE_0"));

    /** The libraries find each other by the environment only. */
    private static final String SCRIPT = """
            #!/bin/sh
            LD_LIBRARY_PATH="${0%%/*}/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "${0%%/*}/lib/%s" "$@"
            """;

    private final Path folder;

    /** @param folder into which it is unpacked; another one for another version */
    public Shipped(Path folder) {
        this.folder = folder;
    }

    /** Built for Linux on x86-64 with the GNU C library; how old that may be, only running it tells. */
    boolean suits() {
        String arch = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                && (arch.equals("amd64") || arch.equals("x86_64"))
                && Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"));
    }

    boolean unpacked() {
        return Files.isDirectory(folder);
    }

    Path program() {
        return folder.resolve("ffmpeg");
    }

    /** The folder with the programs. Who was killed or cancelled while it unpacked leaves nothing that counts. */
    public synchronized Path unpack(JobContext context) throws EngineException {
        if (!unpacked()) {
            Path part = folder.resolveSibling(folder.getFileName() + ".part");
            try {
                delete(part);
                fill(part, Files.createDirectories(part.resolve("lib")), context);
                Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw EngineException.failed("the ffmpeg that comes along could not be unpacked", e);
            }
        }
        return folder;
    }

    private static void fill(Path top, Path lib, JobContext context) throws IOException, EngineException {
        for (String name : LIBRARIES) {
            context.checkCancelled();
            copy(name, lib);
        }
        for (var library : NEVER_USED.entrySet()) {
            Files.write(lib.resolve(library.getKey()), EmptyLibrary.named(library.getKey(), library.getValue()));
        }
        for (String name : PROGRAMS) {
            makeRunnable(copy(name, lib));
            makeRunnable(Files.writeString(top.resolve(name), SCRIPT.formatted(name)));
        }
    }

    private static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Shipped.class.getResourceAsStream(FROM + name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the bundle");
            }
            Files.copy(in, file);
        }
        return file;
    }

    private static void makeRunnable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, true)) {
            throw new IOException(file.getFileName() + " cannot be made executable");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
