package dev.atelier.engine.agent.run;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of a task's last run, kept beside its files: a worker cannot ask the server whether people review them. */
public final class LastRun {
    private static final String FILE = "state.json";
    private static final String STATE = "execution_state";
    private static final Set<String> NOT_FOR_REVIEW = Arrays.stream(Report.State.values())
            .filter(state -> state != Report.State.SUCCEEDED)
            .map(Report.State::wireName)
            .collect(Collectors.toUnmodifiableSet());

    private LastRun() {}

    static void keep(Path folder, Report.State state) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.bytes(Json.object().put(STATE, state.wireName())));
    }

    /**
     * What cannot be read may be somebody's work. A task without the file has no server, or is of an older release.
     *
     * @param folder the task's own
     */
    public static boolean mayBeInReview(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            String state = Json.parse(Files.readAllBytes(file)).path(STATE).asText();
            return !NOT_FOR_REVIEW.contains(state);
        } catch (IOException e) {
            return true;
        }
    }
}
