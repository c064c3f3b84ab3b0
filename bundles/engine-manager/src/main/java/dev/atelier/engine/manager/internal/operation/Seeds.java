package dev.atelier.engine.manager.internal.operation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The engine bundles that come with the installation. */
public record Seeds(List<Seed> all) {
    public Seeds {
        all = List.copyOf(all);
    }

    /** One bundle and what its bytes must be. */
    public record Seed(String sha256, Path file) {}

    /** Lines of {@code <sha256> <path>}. */
    public static Seeds parse(@Nullable String property) {
        List<Seed> seeds = new ArrayList<>();
        if (property != null) {
            property.lines()
                    .map(String::strip)
                    .filter(l -> l.indexOf(' ') == 64)
                    .forEach(line -> seeds.add(new Seed(
                            line.substring(0, 64), Path.of(line.substring(65).strip()))));
        }
        return new Seeds(seeds);
    }

    public Set<String> hashes() {
        return all.stream().map(Seed::sha256).collect(Collectors.toUnmodifiableSet());
    }
}
