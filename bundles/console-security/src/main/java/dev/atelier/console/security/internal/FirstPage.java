package dev.atelier.console.security.internal;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes our page the console's first one. The console registers itself anew when this changes, so it is set before the
 * console's own bundle starts.
 */
@Component(service = FirstPage.class, immediate = true)
public final class FirstPage {
    private static final String PID = "org.apache.felix.webconsole.internal.servlet.OsgiManager";

    @Activate
    public FirstPage(@Reference(name = "configurations") ConfigurationAdmin configurations) throws IOException {
        Configuration configuration = configurations.getConfiguration(PID, "?");
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> properties = new HashMap<>(before == null ? Map.of() : FrameworkUtil.asMap(before));
        properties.put("default.render", "make");
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties));
    }
}
