package dev.atelier.common.internal;

import dev.atelier.common.api.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The home this process was started with, as the launcher tells it in framework properties. */
@Component(service = Home.class)
public final class FrameworkHome implements Home {
    private final Path root;
    private final Path installation;
    private final String version;
    private final List<String> roles;

    @Activate
    public FrameworkHome(BundleContext context) {
        this(context::getProperty);
    }

    FrameworkHome(Properties properties) {
        this.root = path(properties, "atelier.home");
        this.installation = path(properties, "atelier.installation");
        this.version = required(properties, "atelier.version");
        String names = properties.get("atelier.roles");
        this.roles = Stream.of((names == null ? "" : names).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Path installation() {
        return installation;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> roles() {
        return roles;
    }

    private static Path path(Properties properties, String name) {
        return Path.of(required(properties, name)).toAbsolutePath().normalize();
    }

    private static String required(Properties properties, String name) {
        String value = properties.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the framework property " + name + " is not set");
        }
        return value;
    }

    /** Where the framework's properties are read from. */
    @FunctionalInterface
    interface Properties {
        @Nullable
        String get(String name);
    }
}
