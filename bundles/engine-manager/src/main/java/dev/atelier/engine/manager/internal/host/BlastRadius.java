package dev.atelier.engine.manager.internal.host;

import dev.atelier.engine.manager.api.EngineOperations.Disturbed;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Which running bundles a change would reach. The right answer is none: an engine stands alone. */
final class BlastRadius {
    private final BundleContext context;
    private final FrameworkWiring wiring;

    BlastRadius(BundleContext context, FrameworkWiring wiring) {
        this.context = context;
        this.wiring = wiring;
    }

    List<Disturbed> of(@Nullable Bundle incoming, EngineJar jar, @Nullable Bundle outgoing) {
        List<Disturbed> found = new ArrayList<>();
        installation(jar, found);
        if (incoming != null) {
            if (jar.fragment()) {
                hosts(incoming, found);
            }
            importers(incoming, found);
        }
        if (jar.singleton() && outgoing != null) {
            found.add(new Disturbed(
                    name(outgoing), "is running, and a singleton bundle cannot run beside another version of itself"));
        }
        if (outgoing != null) {
            dependents(outgoing, found);
        }
        return List.copyOf(found);
    }

    private void installation(EngineJar jar, List<Disturbed> found) {
        others(b -> jar.bsn().equals(b.getSymbolicName()) && !isEngine(b))
                .forEach(b -> found.add(new Disturbed(
                        name(b), "belongs to the installation under the same name; it would be replaced")));
    }

    private void hosts(Bundle fragment, List<Disturbed> found) {
        revision(fragment).getDeclaredRequirements(HostNamespace.HOST_NAMESPACE).stream()
                .flatMap(r -> wiring.findProviders(r).stream())
                .map(c -> c.getRevision().getBundle())
                .distinct()
                .forEach(b -> found.add(
                        new Disturbed(name(b), "would be restarted, because the bundle is a fragment of it")));
    }

    private void importers(Bundle incoming, List<Disturbed> found) {
        List<BundleCapability> exported =
                revision(incoming).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
        for (BundleCapability capability : exported) {
            others(b -> b.getBundleId() != incoming.getBundleId() && !isEngine(b) && imports(b, capability))
                    .forEach(b -> found.add(new Disturbed(
                            name(b),
                            "uses package " + FelixHost.packageOf(capability)
                                    + ", which the engine exports: it would be restarted with each swap")));
        }
    }

    private static boolean imports(Bundle bundle, BundleCapability capability) {
        return revision(bundle).getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .anyMatch(r -> r.matches(capability));
    }

    private void dependents(Bundle outgoing, List<Disturbed> found) {
        wiring.getDependencyClosure(Collections.singleton(outgoing)).stream()
                .filter(b -> b.getBundleId() != outgoing.getBundleId())
                .forEach(b -> found.add(new Disturbed(
                        name(b), "is wired to " + name(outgoing) + " and would be restarted when that goes")));
    }

    private Stream<Bundle> others(Predicate<Bundle> which) {
        return Arrays.stream(context.getBundles())
                .filter(b -> b.getBundleId() != 0 && b.getState() != Bundle.UNINSTALLED)
                .filter(which);
    }

    private static boolean isEngine(Bundle bundle) {
        return bundle.getLocation().startsWith("engine:");
    }

    private static BundleRevision revision(Bundle bundle) {
        return Objects.requireNonNull(bundle.adapt(BundleRevision.class), "an installed bundle has a revision");
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
