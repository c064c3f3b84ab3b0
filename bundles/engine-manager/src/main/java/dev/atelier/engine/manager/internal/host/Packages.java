package dev.atelier.engine.manager.internal.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** Requirements in words. */
final class Packages {
    private Packages() {}

    /** Asks for a package of any version. */
    static Requirement requirement(String name) {
        Map<String, String> directives =
                Map.of(Constants.FILTER_DIRECTIVE, "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")");
        return new Requirement() {
            @Override
            public String getNamespace() {
                return PackageNamespace.PACKAGE_NAMESPACE;
            }

            @Override
            public Map<String, String> getDirectives() {
                return directives;
            }

            @Override
            public Map<String, Object> getAttributes() {
                return Map.of();
            }

            @Override
            @SuppressWarnings("NullAway") // the specification allows null for a requirement nobody declared
            public @Nullable Resource getResource() {
                return null;
            }
        };
    }

    /** What the bundle wants and nobody gives. */
    static String missing(Bundle bundle, FrameworkWiring wiring) {
        BundleRevision revision = Objects.requireNonNull(bundle.adapt(BundleRevision.class));
        List<String> missing = new ArrayList<>();
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            Map<String, String> directives = requirement.getDirectives();
            boolean needed = !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && !"dynamic".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && !"active".equals(directives.get(Constants.EFFECTIVE_DIRECTIVE));
            if (needed && wiring.findProviders(requirement).isEmpty()) {
                missing.add(words(requirement));
            }
        }
        return missing.isEmpty()
                ? "the bundle cannot be wired to what is installed (two versions of a package it uses disagree, or it is"
                        + " a singleton)"
                : "the bundle needs what is not installed: " + String.join("; ", missing);
    }

    private static String words(BundleRequirement requirement) {
        String filter = String.valueOf(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE));
        return requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
                ? "package " + filter.replaceAll(".*\\(osgi\\.wiring\\.package=([^)]*)\\).*", "$1") + versions(filter)
                : requirement.getNamespace() + " " + filter;
    }

    private static String versions(String filter) {
        String from = filter.replaceAll(".*\\(version>=([^)]*)\\).*", "$1");
        return from.equals(filter) ? "" : " version " + from + " or a compatible newer one";
    }
}
