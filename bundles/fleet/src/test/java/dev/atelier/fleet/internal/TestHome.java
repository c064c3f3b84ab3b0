package dev.atelier.fleet.internal;

import dev.atelier.common.api.Home;
import java.nio.file.Path;
import java.util.List;

/** The home of a studio. */
record TestHome(Path root) implements Home {
    @Override
    public Path installation() {
        return root;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public List<String> roles() {
        return List.of("studio");
    }
}
