package dev.atelier.host.internal;

import dev.atelier.common.api.Home;
import java.nio.file.Path;
import java.util.List;

/** A home in a folder of the test. */
record FakeHome(Path root, List<String> roles) implements Home {
    @Override
    public Path installation() {
        return root;
    }

    @Override
    public String version() {
        return "1";
    }
}
