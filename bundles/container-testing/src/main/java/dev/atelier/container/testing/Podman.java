package dev.atelier.container.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class Podman implements Program {
    private static final String CONFIGURATION = """
            [containers]
            default_ulimits=["nofile=4096:4096","nproc=4096:4096"]
            [engine]
            runtime="runc"
            cgroup_manager="cgroupfs"
            events_logger="file"
            """;

    @Override
    public String name() {
        return "podman";
    }

    @Override
    public List<String> needs() {
        return List.of("podman", "runc", "busybox");
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Files.writeString(folder.resolve("containers.conf"), CONFIGURATION);
    }

    @Override
    public Path socket(Path folder) {
        return folder.resolve("podman.sock");
    }

    @Override
    public ProcessBuilder serve(Path folder) {
        return client(folder, "system", "service", "--time=0", "unix://" + socket(folder));
    }

    @Override
    public ProcessBuilder client(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("podman", "--root", folder.resolve("root").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(List.of("--tmpdir", folder.resolve("tmp").toString(), "--storage-driver", "vfs"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = Program.in(folder, command);
        builder.environment()
                .put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        return builder;
    }
}
