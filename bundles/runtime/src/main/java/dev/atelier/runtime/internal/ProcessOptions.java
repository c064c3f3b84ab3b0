package dev.atelier.runtime.internal;

import dev.atelier.common.api.Home;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeOptions.Execution;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How the runtime of this process is opened: as it is told, or beside a studio as the studio's own. */
final class ProcessOptions {
    /** A studio finds its own runtime by these, on every start. */
    static final String EMBEDDED_ID = "embedded-worker-runtime";

    static final String EMBEDDED_NAME = "Workspace backend embedded Runtime";

    private ProcessOptions() {}

    static RuntimeOptions of(Home home, RuntimeConfig config) {
        RuntimeOptions common = RuntimeOptions.memory()
                .withLimits(
                        given(config.runtime_max__transcript__projection__items()),
                        given(config.runtime_max__event__batch__items()))
                .withExecution(config.runtime_execution().equals("none") ? Execution.NONE : Execution.AUTO);
        if (home.roles().contains("studio")) {
            return common.withRuntimeId(EMBEDDED_ID)
                    .withDisplayName(EMBEDDED_NAME)
                    .withStoreRoot(home.root().resolve("studio").resolve("runtime"));
        }
        return common.withRuntimeId(given(config.runtime_id()))
                .withDisplayName(given(config.runtime_display__name()))
                .withStoreRoot(config.runtime_store().equals("fs") ? root(home, config) : null);
    }

    private static Path root(Home home, RuntimeConfig config) {
        String root = config.runtime_fs__root();
        return root.isEmpty() ? home.root().resolve("runtime") : home.root().resolve(root);
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long given(int number) {
        return number < 0 ? null : Long.valueOf(number);
    }
}
