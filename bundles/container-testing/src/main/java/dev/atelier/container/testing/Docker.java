package dev.atelier.container.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Without a network of its own and rules for one: a test's daemon leaves the machine as it is. */
final class Docker implements Program {
    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<String> needs() {
        return List.of("dockerd", "docker", "busybox");
    }

    @Override
    public void prepare(Path folder) {}

    @Override
    public Path socket(Path folder) {
        return folder.resolve("docker.sock");
    }

    @Override
    public List<Path> leavings(Path folder) {
        // Whoever is named there has died with the daemon, but may not have been buried yet.
        Path containerd = folder.resolve("run/containerd/containerd.pid");
        return List.of(socket(folder), folder.resolve("pid"), containerd);
    }

    @Override
    public ProcessBuilder serve(Path folder) {
        return Program.in(
                folder,
                List.of(
                        "dockerd",
                        "--host=unix://" + socket(folder),
                        "--data-root=" + folder.resolve("root"),
                        "--exec-root=" + folder.resolve("run"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--storage-driver=vfs",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--bridge=none"));
    }

    @Override
    public ProcessBuilder client(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "--host=unix://" + socket(folder)));
        command.addAll(List.of(arguments));
        return Program.in(folder, command);
    }
}
