package dev.atelier.studio.store.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2AgentStoreTest extends AgentStoreContract {
    private final Path folder;

    H2AgentStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    Database database() {
        return Database.file(folder);
    }

    @Override
    Database again() {
        return Database.file(folder);
    }
}
