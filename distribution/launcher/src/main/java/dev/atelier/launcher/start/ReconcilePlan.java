package dev.atelier.launcher.start;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must happen to the bundles the framework remembers so that they are those of the features. The framework's
 * memory otherwise wins: a bundle updated by hand would stay so for ever.
 *
 * @param uninstall locations that left the features or no longer hold what is shipped
 * @param install wanted locations that are missing after that
 * @param foreign bundles somebody else installed; left alone
 */
record ReconcilePlan(List<String> uninstall, List<Wanted> install, List<String> foreign) {
    /** Bundles of the features lie at such locations, those of the engine manager at the other. */
    static final String OURS = "reference:file:";

    private static final String ENGINES = "engine:";

    record Wanted(String location, String sha256, int startLevel) {}

    record Installed(String location, Identity identity) {}

    /** What the framework says about a bundle; any update, by whomever, changes the last one at least. */
    record Identity(String symbolicName, String version, long lastModified) {}

    /** What this launcher installed at a location. */
    record Recorded(String sha256, Identity identity) {}

    static ReconcilePlan of(List<Wanted> wanted, List<Installed> present, Map<String, Recorded> records) {
        List<String> uninstall = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (Installed bundle : present) {
            String location = bundle.location();
            if (!location.startsWith(OURS)) {
                if (!location.startsWith(ENGINES)) {
                    foreign.add(location);
                }
            } else if (wanted.stream().anyMatch(w -> unchanged(w, bundle, records))) {
                kept.add(location);
            } else {
                uninstall.add(location);
            }
        }
        List<Wanted> install =
                wanted.stream().filter(w -> !kept.contains(w.location())).toList();
        return new ReconcilePlan(List.copyOf(uninstall), install, List.copyOf(foreign));
    }

    private static boolean unchanged(Wanted wanted, Installed bundle, Map<String, Recorded> records) {
        return wanted.location().equals(bundle.location())
                && new Recorded(wanted.sha256(), bundle.identity()).equals(records.get(wanted.location()));
    }
}
