package dev.atelier.console.internal;

import dev.atelier.common.api.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The pages' files and frame, read from the bundle when the first page is asked for. */
@Component(service = Console.class)
public final class Console {
    /** The property by which whiteboard services join the web console's context. */
    static final String IN_CONSOLE =
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)";

    private record Loaded(Assets assets, Shell shell) {}

    private final Bundle bundle;
    private final Home home;
    private @Nullable Loaded loaded;

    @Activate
    public Console(BundleContext context, @Reference(name = "home") Home home) {
        this.bundle = context.getBundle();
        this.home = home;
    }

    Assets assets() {
        return loaded().assets();
    }

    Shell shell() {
        return loaded().shell();
    }

    private synchronized Loaded loaded() {
        Loaded known = loaded;
        if (known == null) {
            Assets assets = new Assets(files());
            String icons = text(Objects.requireNonNull(bundle.getEntry("/assets/icons.svg"), "icons.svg"));
            String template = text(
                    Objects.requireNonNull(bundle.getEntry("/dev/atelier/console/internal/shell.html"), "shell.html"));
            Shell.Host host = new Shell.Host(hostName(), home.roles(), home.version());
            known = new Loaded(assets, new Shell(template, icons, assets.digest(), host));
            loaded = known;
        }
        return known;
    }

    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new HashMap<>();
        for (URL url : Collections.list(bundle.findEntries("/assets", "*.*", true))) {
            String path = url.getPath();
            files.put(path.substring(path.indexOf("/assets/") + "/assets/".length()), bytes(url));
        }
        return files;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this machine";
        }
    }

    private static String text(URL url) {
        return new String(bytes(url), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(URL url) {
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + url, e);
        }
    }
}
