package dev.atelier.engine.host.internal;

import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.child.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of a child: this Java again, as small as it goes. */
final class ChildCommand {
    private ChildCommand() {}

    static List<String> of(ChildSpec spec, Path classes) throws IOException {
        Path temporary = Files.createDirectories(spec.folder().resolve("tmp"));
        List<Path> path = new ArrayList<>(List.of(classes));
        path.addAll(spec.classPath().files());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + spec.heapMegabytes() + "m",
                // One collector thread and no second compiler: what works hard here is not Java.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                // Two files a process that nobody would clear away after a kill.
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + spec.folder().resolve("crash.log"),
                // Its engine loads native libraries; an older Java takes the flag as well.
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-Dfile.encoding=UTF-8"));
        spec.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(Main.class.getName());
        command.add(spec.worker());
        return command;
    }
}
