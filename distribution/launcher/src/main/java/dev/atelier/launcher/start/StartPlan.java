package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.feature.Features;
import dev.atelier.launcher.feature.Repository;
import dev.atelier.launcher.start.ReconcilePlan.Wanted;
import dev.atelier.launcher.start.Replacements.Replacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.launch.Framework;

/** Everything a start needs to know, worked out from the features before anything runs. */
record StartPlan(List<String> roles, Readiness readiness, List<Wanted> wanted, Map<String, String> properties) {
    static StartPlan of(Home home, StartOptions options, Features features, List<String> roles) throws IOException {
        Repository repository = Repository.open(home.installation().resolve("repo"));
        Replacements replacements = Replacements.in(home.libraries(), features);
        List<Feature> parts = features.of(roles);
        List<Wanted> wanted = new ArrayList<>();
        StringBuilder seeds = new StringBuilder();
        for (Feature feature : parts) {
            for (Feature.Entry entry : feature.bundles()) {
                Optional<Replacement> replacement = replacements.of(entry.id());
                if (replacement.isPresent()) {
                    wanted.add(new Wanted(
                            location(replacement.get().file()),
                            replacement.get().sha256(),
                            entry.startOrder()));
                    continue;
                }
                Repository.Artifact artifact = repository.find(entry.id());
                if (feature.seeds()) {
                    seeds.append(artifact.sha256())
                            .append(' ')
                            .append(artifact.file())
                            .append('\n');
                } else {
                    wanted.add(new Wanted(location(artifact.file()), artifact.sha256(), entry.startOrder()));
                }
            }
        }
        Map<String, String> properties =
                FrameworkProperties.of(home, options, roles, seeds.toString().strip());
        return new StartPlan(roles, new Readiness(options.command(), parts), wanted, properties);
    }

    /** The framework reads the file where it lies instead of copying it. */
    static String location(Path file) {
        return ReconcilePlan.OURS + file.toUri().getRawPath();
    }

    Framework newFramework() {
        return new FrameworkFactory().newFramework(properties);
    }
}
