package dev.atelier.checks;

import dev.atelier.launcher.build.IndexSettings;
import dev.atelier.launcher.feature.Features;
import java.nio.file.Path;
import java.util.List;

/** Completes the assembled folder and fails the build when it would not make a program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Path distribution = Path.of(args[0]);
        Features features = Features.load(distribution.resolve("features"));
        RepositoryCheck.check(distribution.resolve("repo"), features);
        IndexSettings.main(new String[] {
            distribution.resolve("repo").toString(),
            distribution.resolve("lib/settings.json").toString()
        });
        for (String role : features.roles()) {
            ResolveCheck.check(distribution, features, List.of(role));
        }
        if (features.roles().size() > 1) {
            ResolveCheck.check(distribution, features, features.roles()); // as `up` starts them
        }
    }
}
