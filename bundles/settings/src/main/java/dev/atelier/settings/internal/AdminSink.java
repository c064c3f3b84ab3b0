package dev.atelier.settings.internal;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configuration Admin. Location {@code ?} lets every version of a bundle see its configuration. */
final class AdminSink implements ConfigurationSink {
    private static final String ANY = "?";

    private final ConfigurationAdmin admin;

    AdminSink(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // Configuration Admin takes a Dictionary
    public void put(String pid, Map<String, Object> values) throws IOException {
        admin.getConfiguration(pid, ANY).updateIfDifferent(new Hashtable<>(values));
    }

    @Override
    public void delete(String pid) throws IOException {
        for (Configuration configuration : find("(service.pid=" + pid + ")")) {
            configuration.delete();
        }
    }

    @Override
    public List<String> pids() throws IOException {
        return find("(service.pid=dev.atelier.*)").stream()
                .map(Configuration::getPid)
                .toList();
    }

    private List<Configuration> find(String filter) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? List.of() : Stream.of(found).toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a filter of our own", e);
        }
    }
}
