package dev.atelier.launcher.start;

import java.io.File;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** Runs inside the framework of {@link InstanceTest}: says what its headers tell it to say. */
public final class TestBundle implements BundleActivator {
    @Override
    public void start(BundleContext context) throws BundleException {
        Dictionary<String, String> headers = context.getBundle().getHeaders("");
        File restarted = context.getDataFile("restarted");
        if (headers.get("Test-Restart") != null && restarted.mkdir()) {
            context.getBundle(0).update();
            return; // what is said below comes after the restart
        }
        String endpoint = headers.get("Test-Endpoint");
        String failure = headers.get("Test-Failure");
        if (endpoint != null) {
            say(context, Signals.ENDPOINT, endpoint, Map.of("url", "http://" + endpoint));
            say(context, Signals.ANNOUNCE, "1", "welcome to " + endpoint);
        }
        String late = headers.get("Test-Late-Failure");
        if (late != null) {
            announceAndFail(context, late);
        }
        String ready = headers.get("Test-Ready");
        if (ready != null) {
            say(context, Signals.READY, ready, ready);
        }
        if (failure != null) {
            say(context, Signals.FAILURE, "test", failure);
        }
        if (headers.get("Test-Stop") != null) {
            context.getBundle(0).stop();
        }
    }

    /** Announcements are asked for after the ready line. */
    private static void announceAndFail(BundleContext context, String failure) {
        Supplier<String> announcement = () -> {
            say(context, Signals.FAILURE, "session", failure);
            return "about to fail";
        };
        context.registerService(
                Supplier.class, announcement, FrameworkUtil.asDictionary(Map.of(Signals.ANNOUNCE, "2")));
    }

    @Override
    public void stop(BundleContext context) {}

    private static void say(BundleContext context, String property, String key, Object value) {
        context.registerService(Supplier.class, () -> value, FrameworkUtil.asDictionary(Map.of(property, key)));
    }
}
