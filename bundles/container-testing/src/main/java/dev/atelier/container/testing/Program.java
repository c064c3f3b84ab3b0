package dev.atelier.container.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a kind of container engine is started with, and asked by. */
interface Program {
    String name();

    /** Programs that have to be installed. */
    List<String> needs();

    /** Files it wants before it starts. */
    void prepare(Path folder) throws IOException;

    Path socket(Path folder);

    /** What one that was killed leaves in the way of the next. */
    default List<Path> leavings(Path folder) {
        return List.of(socket(folder));
    }

    /** Its service, until it is ended. */
    ProcessBuilder serve(Path folder);

    /** Its own command line. */
    ProcessBuilder client(Path folder, String... arguments);

    static Path log(Path folder) {
        return folder.resolve("service.log");
    }

    /** What runs for it leaves files where it was started. */
    static ProcessBuilder in(Path folder, List<String> command) {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
    }
}
