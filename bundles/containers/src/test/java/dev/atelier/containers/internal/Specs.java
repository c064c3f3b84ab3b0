package dev.atelier.containers.internal;

import dev.atelier.container.testing.TestEngine;
import dev.atelier.containers.api.ContainerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container that runs a script, and what a test wants different about it. */
final class Specs {
    private final String script;
    private final List<ContainerSpec.Mount> mounts = new ArrayList<>();
    private String name;
    private String image = TestEngine.IMAGE;
    private String network = "none";
    private String user = "1000:1000";
    private boolean readOnly = true;
    private boolean init;
    private Map<String, String> labels = Map.of();

    Specs(String name, String script) {
        this.name = name;
        this.script = script;
    }

    Specs name(String other) {
        name = other;
        return this;
    }

    Specs image(String other) {
        image = other;
        return this;
    }

    Specs network(String other) {
        network = other;
        return this;
    }

    Specs user(String other) {
        user = other;
        return this;
    }

    Specs writable() {
        readOnly = false;
        return this;
    }

    /** Which not every engine can. */
    Specs init() {
        init = true;
        return this;
    }

    Specs labels(Map<String, String> other) {
        labels = other;
        return this;
    }

    Specs mount(ContainerSpec.Mount mount) {
        mounts.add(mount);
        return this;
    }

    ContainerSpec build() {
        return new ContainerSpec(
                name,
                image,
                List.of("/bin/sh", "-c", script),
                List.of(),
                Map.of("WHO", "someone", "HOME", "/workspace"),
                "/workspace",
                user,
                network,
                new ContainerSpec.Limits(256L << 20, 0, 64, 1 << 20),
                readOnly,
                init,
                mounts,
                labels);
    }
}
