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

/**
 * A container engine of a test's own: its service and its storage, all below one folder and gone afterwards. Podman, or the
 * one that the system property {@code container.engine} names.
 */
public final class TestEngine implements Closeable {
    /** Where {@link #rootFileSystem} is meant to be imported to. */
    public static final String IMAGE = "localhost/atelier-test:latest";

    private static final List<String> APPLETS = List.of(
            "sh", "cat", "cp", "dd", "echo", "env", "false", "grep", "head", "id", "kill", "ln", "ls", "mkdir", "mv",
            "nc", "printf", "rm", "sed", "sleep", "tail", "test", "touch", "tr", "true", "wc", "wget", "yes");
    private final Program program;
    private final Path folder;
    private Process service;

    private TestEngine(Program program, Path folder, Process service) {
        this.program = program;
        this.folder = folder;
        this.service = service;
    }

    /** Skips the test, visibly, where there is none; unless nothing may be skipped. */
    public static TestEngine start() throws Exception {
        Program program =
                System.getProperty("container.engine", "podman").equals("docker") ? new Docker() : new Podman();
        boolean there = program.needs().stream().allMatch(TestEngine::installed);
        String reason = String.join(", ", program.needs()) + " are not installed: no real container engine is tested";
        if ("forbidden".equals(System.getProperty("tests.skips"))) {
            assertThat(there).as(reason).isTrue();
        }
        assumeThat(there).as(reason).isTrue();
        // A socket's path is short; the folder of a build need not be.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "atelier-engine");
        program.prepare(folder);
        Process service = program.serve(folder).start();
        try {
            answering(program.socket(folder), service);
            return new TestEngine(program, folder, service);
        } catch (Exception | Error e) {
            end(service);
            delete(folder);
            throw e;
        }
    }

    /** As a worker's setting names it. */
    public String name() {
        return program.name();
    }

    public Path socket() {
        return program.socket(folder);
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
        for (Path leaving : program.leavings(folder)) {
            Files.deleteIfExists(leaving);
        }
        service = program.serve(folder).start();
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

    private static void answering(Path socket, Process service) {
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(socket) || !service.isAlive());
        assertThat(service.isAlive()).as("the container engine runs").isTrue();
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
        Process process =
                program.client(folder, "import", archive.toString(), name).start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(Program.log(folder)))
                .isTrue();
        Files.delete(archive);
    }

    /** The names of all containers, those that run and those that do not. */
    public List<String> containers() throws IOException {
        Process process = program.client(folder, "ps", "--all", "--format", "{{.Names}}")
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
            for (String container : containers()) {
                program.client(folder, "rm", "--force", container).start().waitFor(1, TimeUnit.MINUTES);
            }
            assertThat(containers()).as(this::log).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(service);
            awaitNobodyWorksIn(folder);
            unmount(folder);
            delete(folder);
        }
    }

    /** One that was killed has left what it had mounted. */
    private static void unmount(Path folder) throws IOException {
        List<String> below = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(point -> point.startsWith(folder.toString()))
                .toList();
        for (int i = below.size() - 1; i >= 0; i--) { // what was mounted last lies on top
            try {
                new ProcessBuilder("umount", "--lazy", below.get(i))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String log() {
        try {
            return Files.readString(Program.log(folder));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What watches over a container goes on a while after it, and tidies up in the storage. */
    private static void awaitNobodyWorksIn(Path folder) {
        await("nobody works in " + folder).atMost(Duration.ofMinutes(1)).until(() -> ProcessHandle.allProcesses()
                .noneMatch(each -> each.info().commandLine().orElse("").contains(folder.toString())));
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
