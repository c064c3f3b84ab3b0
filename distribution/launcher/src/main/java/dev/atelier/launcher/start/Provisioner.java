package dev.atelier.launcher.start;

import dev.atelier.launcher.start.ReconcilePlan.Identity;
import dev.atelier.launcher.start.ReconcilePlan.Installed;
import dev.atelier.launcher.start.ReconcilePlan.Recorded;
import dev.atelier.launcher.start.ReconcilePlan.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Brings the bundles of an initialised, not yet started framework in line with the features. */
final class Provisioner {
    private final BundleContext context;
    private final InstallRecord record;

    Provisioner(BundleContext context, InstallRecord record) {
        this.context = context;
        this.record = record;
    }

    /** Carries the plan out and tells what it was. */
    ReconcilePlan apply(List<Wanted> wanted) throws BundleException, IOException {
        Map<String, Recorded> records = record.read();
        ReconcilePlan plan = ReconcilePlan.of(wanted, present(), records);
        for (String location : plan.uninstall()) {
            Bundle bundle = context.getBundle(location);
            if (bundle != null) {
                bundle.uninstall();
            }
        }
        Map<String, Recorded> now = new LinkedHashMap<>();
        for (Wanted want : wanted) {
            Bundle bundle = context.installBundle(want.location()); // an installed one is just returned
            start(bundle, want.startLevel());
            now.put(want.location(), new Recorded(want.sha256(), identity(bundle)));
        }
        if (!now.equals(records)) {
            record.write(now);
        }
        return plan;
    }

    /** Marks it to be started at its level; nothing runs before the framework does. */
    private static void start(Bundle bundle, int level) throws BundleException {
        BundleStartLevel startLevel = bundle.adapt(BundleStartLevel.class);
        if (startLevel.getStartLevel() != level) {
            startLevel.setStartLevel(level);
        }
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        if (!fragment && !startLevel.isPersistentlyStarted()) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    private List<Installed> present() {
        List<Installed> present = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
                present.add(new Installed(bundle.getLocation(), identity(bundle)));
            }
        }
        return present;
    }

    private static Identity identity(Bundle bundle) {
        return new Identity(
                String.valueOf(bundle.getSymbolicName()),
                String.valueOf(bundle.getVersion()),
                bundle.getLastModified());
    }
}
