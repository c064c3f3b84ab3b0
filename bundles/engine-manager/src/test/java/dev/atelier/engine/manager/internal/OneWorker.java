package dev.atelier.engine.manager.internal;

import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A home folder for each test, and the worker it opens over it. */
abstract class OneWorker {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path root;

    @SuppressWarnings("NullAway.Init") // each test opens it
    Worker worker;

    final void aWorker() throws Exception {
        worker = new Worker(root);
    }

    static ManagerSettings with(Duration drain, Duration soak) {
        ManagerSettings s = Worker.QUICK;
        return new ManagerSettings(
                drain,
                s.startTimeout(),
                s.selfTestTimeout(),
                s.probation(),
                s.probationErrorPercent(),
                s.probationMinJobs(),
                soak,
                s.catalogues(),
                s.deployEnabled(),
                s.deployAllowUnsigned());
    }

    @AfterEach
    void stop() {
        worker.close();
    }
}
