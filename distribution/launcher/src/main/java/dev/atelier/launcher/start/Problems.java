package dev.atelier.launcher.start;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/** Remembers what went wrong while the framework came up, to name the cause when something is missing. */
final class Problems implements FrameworkListener {
    private static final int KEPT = 20;

    private final Deque<String> errors = new ArrayDeque<>();

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        Throwable cause = event.getThrowable();
        if (event.getType() == FrameworkEvent.ERROR && cause != null) {
            String name = event.getBundle().getSymbolicName();
            synchronized (errors) {
                if (errors.size() < KEPT) {
                    errors.add(name + ": " + oneLine(root(cause)));
                }
            }
        }
    }

    /** One line a problem: what the framework reported, then bundles that are not running. */
    List<String> describe(BundleContext context) {
        Set<String> lines = new LinkedHashSet<>();
        synchronized (errors) {
            lines.addAll(errors);
        }
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            boolean explained = lines.stream().anyMatch(line -> line.startsWith(bundle.getSymbolicName() + ":"));
            if (!fragment && !explained && bundle.getState() < Bundle.STARTING) {
                lines.add(bundle.getSymbolicName() + ": "
                        + (bundle.getState() == Bundle.INSTALLED ? "does not resolve" : "did not start"));
            }
        }
        return new ArrayList<>(lines);
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(Throwable cause) {
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
                .replaceAll("\\s+", " ")
                .strip();
    }
}
