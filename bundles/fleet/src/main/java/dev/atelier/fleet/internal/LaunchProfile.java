package dev.atelier.fleet.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ProfileSelector;
import java.util.List;
import java.util.Optional;

/**
 * What a Worker that is started with one click may be. Each brings the bundle that declares it.
 *
 * @param digest of the bundle, which never changes; runtimes check it
 */
record LaunchProfile(String id, String label, String description, ProfileSelector selector, String digest) {
    static final List<LaunchProfile> ALL = List.of(
            new LaunchProfile(
                    "builtin:coder",
                    "Coder",
                    "Writes and changes code.",
                    ProfileSelector.builtin("builtin:coder"),
                    "f5cad9120ebabd933adddf61d3758ace58ba0f8f8d9fc86af21c2ba1a9538831"),
            new LaunchProfile(
                    "runtime_default",
                    "Default of the runtime",
                    "Whatever the runtime makes Workers of when nothing is said.",
                    ProfileSelector.runtimeDefault(),
                    "ab9231cda7c2b7f0c96b19fe42b96e3fcea598749912b73c6864b9036a9e4756"));

    static Optional<LaunchProfile> of(String id) {
        return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    ConfigBundle bundle() {
        return new ConfigBundle(
                new ConfigBundle.Metadata(
                        "workspace-runtime-" + id.replaceAll("[:/ ]", "-"),
                        digest,
                        "workspace-runtime-v0",
                        "workspace-server",
                        "runtime-generated",
                        new ConfigBundle.Provenance("workspace-server", "backend-resolved launch bundle")),
                List.of(new ConfigBundle.Profile(selector, id)),
                List.of());
    }
}
