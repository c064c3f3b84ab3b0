package dev.atelier.container.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Podman of a test's own: its service and its storage, all below one folder and gone afterwards. */
public final class Podman implements Closeable {
    /** Where {@link #rootFileSystem} is meant to be imported to. */
    public static final String IMAGE = "localhost/atelier-test:latest";

    private static final List<String> APPLETS = List.of(
            "sh", "cat", "cp", "dd", "echo", "env", "false", "grep", "head", "id", "kill", "ln", "ls", "mkdir", "mv",
            "nc", "printf", "rm", "sed", "sleep", "tail", "test", "touch", "tr", "true", "wc", "wget", "yes");
    private static final String CONFIGURATION = """
            [containers]
            default_ulimits=["nofile=4096:4096","nproc=4096:4096"]
            [engine]
            runtime="runc"
            cgroup_manager="cgroupfs"
            events_logger="file"
            """;

    private final Path folder;
    private Process service;

    private Podman(Path folder, Process service) {
        this.folder = folder;
        this.service = service;
    }

    /** Skips the test, visibly, where there is no Podman; unless nothing may be skipped. */
    public static Podman start() throws Exception {
        boolean there = Stream.of("podman", "runc", "busybox").allMatch(Podman::installed);
        String reason = "podman, runc and busybox are not installed: no real container engine is tested";
        if ("forbidden".equals(System.getProperty("tests.skips"))) {
            assertThat(there).as(reason).isTrue();
        }
        assumeThat(there).as(reason).isTrue();
        // A socket's path is short; the folder of a build need not be.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "atelier-podman");
        Files.writeString(folder.resolve("containers.conf"), CONFIGURATION);
        Process service = serve(folder);
        try {
            answering(folder.resolve("podman.sock"), service);
            return new Podman(folder, service);
        } catch (Exception | Error e) {
            end(service);
            delete(folder);
            throw e;
        }
    }

    public Path socket() {
        return folder.resolve("podman.sock");
    }

    /** Where it keeps all it has. */
    public Path folder() {
        return folder;
    }

    /** The service ends at once, as if it had crashed; containers that run are not asked. */
    public void kill() throws InterruptedException {
        service.destroyForcibly().waitFor();
    }

    /** Again, on the same socket and the same storage. */
    public void restart() throws IOException, InterruptedException {
        kill();
        Files.deleteIfExists(socket());
        service = serve(folder);
        answering(socket(), service);
    }

    /** A folder that containers may see. */
    public Path folder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static boolean installed(String program) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static ProcessBuilder command(Path folder, String... arguments) {
        ProcessBuilder command = new ProcessBuilder(
                "podman",
                "--root",
                folder.resolve("root").toString(),
                "--runroot",
                folder.resolve("run").toString(),
                "--tmpdir",
                folder.resolve("tmp").toString(),
                "--storage-driver",
                "vfs");
        command.command().addAll(List.of(arguments));
        command.environment()
                .put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        // What runs for it leaves files where it was started.
        return command.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()));
    }

    private static Process serve(Path folder) throws IOException {
        return command(folder, "system", "service", "--time=0", "unix://" + folder.resolve("podman.sock"))
                .start();
    }

    private static void answering(Path socket, Process service) {
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(socket) || !service.isAlive());
        assertThat(service.isAlive()).as("podman's service runs").isTrue();
    }

    /** The smallest system there is, as a tar archive: busybox, and names for it. */
    public InputStream rootFileSystem() throws IOException {
        return tar(root());
    }

    /** The smallest system there is, as a folder that more may be put into. */
    public Path root() throws IOException {
        Path root = Files.createDirectories(folder.resolve("rootfs"));
        for (String each : List.of("bin", "tmp", "etc", "proc", "sys", "dev", "workspace")) {
            Files.createDirectories(root.resolve(each));
        }
        // The tmpfs over it takes the rights of what is there.
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path busybox = Stream.of(System.getenv("PATH").split(":"))
                .map(each -> Path.of(each, "busybox"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        Files.copy(busybox.toRealPath(), root.resolve("bin/busybox"));
        assertThat(root.resolve("bin/busybox").toFile().setExecutable(true, false))
                .isTrue();
        for (String applet : APPLETS) {
            Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/workspace:/bin/sh\n");
        return root;
    }

    /** What is below a folder becomes an image. */
    public void importImage(Path root, String name) throws IOException, InterruptedException {
        Path archive = folder.resolve("image.tar");
        try (InputStream bytes = tar(root)) {
            Files.copy(bytes, archive);
        }
        Process process = command(folder, "import", archive.toString(), name).start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(folder.resolve("service.log")))
                .isTrue();
        Files.delete(archive);
    }

    /** The names of all containers, those that run and those that do not. */
    public List<String> containers() throws IOException {
        Process process = command(folder, "ps", "--all", "--format", "{{.Names}}")
                .redirectErrorStream(false)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** All below a folder as a tar archive. */
    public static InputStream tar(Path folder) throws IOException {
        return new ProcessBuilder("busybox", "tar", "-C", folder.toString(), "-c", ".")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getInputStream();
    }

    @Override
    public void close() throws IOException {
        try {
            Process removal =
                    command(folder, "rm", "--all", "--force", "--time=0").start();
            if (!removal.waitFor(2, TimeUnit.MINUTES)) {
                removal.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(service);
            delete(folder);
        }
    }

    private static void end(Process service) {
        service.destroy();
        try {
            if (!service.waitFor(20, TimeUnit.SECONDS)) {
                service.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            service.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
