package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.Product;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;

/** Everything the bundles learn from the launcher: it shares no class with them. */
final class FrameworkProperties {
    private FrameworkProperties() {}

    static Map<String, String> of(Home home, StartOptions options, List<String> roles, String engineSeeds) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("atelier.home", home.root().toString());
        properties.put("atelier.installation", home.installation().toString());
        properties.put("atelier.version", Product.version());
        properties.put("atelier.roles", String.join(",", roles));
        properties.put("atelier.command", options.command());
        options.settings().forEach((setting, value) -> properties.put("atelier.flag." + setting, value));
        properties.put("atelier.engine.seeds", engineSeeds);

        properties.put(
                Constants.FRAMEWORK_STORAGE, home.cache().resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "10");
        properties.put("felix.startlevel.bundle", "10"); // engines: after everything they are used by
        properties.put("felix.cache.locking", "false"); // the home is locked already
        properties.put("felix.log.level", "0"); // would print; what goes wrong arrives as framework events

        // One start of the web server, at the configured place and never at the default one.
        properties.put("org.apache.felix.http.require.config", "true");
        properties.put("felix.webconsole.security.providers", "atelier");
        properties.put("felix.webconsole.manager.root", "/system/console");

        properties.put("org.osgi.service.log.admin.loglevel", "INFO");
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        // Either would wake a pool of threads for every line. Nobody listens there: lines are read from the log
        // service.
        properties.put("org.ops4j.pax.logging.eventAdminEnabled", "false");
        properties.put("org.apache.felix.eventadmin.IgnoreTopic", "org/osgi/service/log/LogEntry/*");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                home.installation().resolve("conf").resolve("logback.xml").toString());
        return properties;
    }
}
