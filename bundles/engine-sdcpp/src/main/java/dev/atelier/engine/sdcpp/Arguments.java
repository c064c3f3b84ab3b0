package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command line that grows flag by flag, with those its program does not know left out or complained about. */
final class Arguments {
    private final Flags flags;
    private final JobContext context;
    private final List<String> list = new ArrayList<>();

    Arguments(Flags flags, JobContext context) {
        this.flags = flags;
        this.context = context;
    }

    /** Without it the result would be another. */
    Arguments need(String flag, String value) throws EngineException {
        if (!flags.has(flag)) {
            throw new EngineException(
                    "program_too_old",
                    "this " + flags.program() + " has no " + flag + ", which the job needs; use another release of it",
                    false);
        }
        list.add(flag);
        list.add(value);
        return this;
    }

    Arguments need(String flag, @Nullable Path file) throws EngineException {
        return file == null ? this : need(flag, file.toString());
    }

    /** Makes it faster or smaller, and is no loss where it is not known. */
    Arguments may(String flag, String... value) {
        if (flags.has(flag)) {
            list.add(flag);
            list.addAll(List.of(value));
        } else {
            context.log(JobContext.Level.WARN, "this " + flags.program() + " has no " + flag + "; it is left out");
        }
        return this;
    }

    Arguments always(String flag, String value) {
        list.add(flag);
        list.add(value);
        return this;
    }

    boolean has(String flag) {
        return flags.has(flag);
    }

    List<String> list() {
        return List.copyOf(list);
    }
}
