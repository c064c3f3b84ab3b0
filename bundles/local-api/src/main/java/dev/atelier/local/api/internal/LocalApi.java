package dev.atelier.local.api.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Listeners;
import dev.atelier.http.api.RouteMounts;
import dev.atelier.http.api.Routes;
import dev.atelier.settings.api.WorkerSettings;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the loopback listener, serves on it what rooms contribute, and says where it is. */
@Component(service = LocalApi.class, immediate = true)
public final class LocalApi {
    private static final String CONTEXT =
            "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=atelier-local)";

    private static final Logger LOG = LoggerFactory.getLogger(LocalApi.class);

    private final BundleContext context;
    private final Listeners listeners;
    private final RouteMounts mounts;
    private final LocalAddress address;
    private final Path discovery;
    private final Secret token;
    private final int wantedPort;

    private boolean stopped;
    private byte[] written = {};
    private Listeners.@Nullable Listener listener;
    private @Nullable ServiceRegistration<?> servlet;
    private @Nullable ServiceRegistration<?> endpoint;

    @Activate
    public LocalApi(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "settings") WorkerSettings settings,
            @Reference(name = "listeners") Listeners listeners,
            @Reference(name = "mounts") RouteMounts mounts,
            @Reference(name = "address") LocalAddress address)
            throws IOException {
        this.context = context;
        this.listeners = listeners;
        this.mounts = mounts;
        this.address = address;
        this.discovery = home.run().resolve("local-api.json");
        this.token = TokenFile.readOrMint(home.state());
        this.wantedPort = settings.localApiPort();
    }

    @Activate
    synchronized void start() {
        Listeners.Listener opened = listeners.open(Routes.LOCAL, wantedPort, true);
        listener = opened;
        address.set(opened.uri());
        if (wantedPort != 0 && opened.uri().getPort() != wantedPort) {
            LOG.atWarn()
                    .addKeyValue("port", wantedPort)
                    .addKeyValue("instead", opened.uri().getPort())
                    .log("port taken");
        }
        servlet = context.registerService(
                Servlet.class,
                mounts.mount(Routes.LOCAL, new LocalGuard(token, discovery.toString())),
                FrameworkUtil.asDictionary(Map.of(
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                        "/*",
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                        CONTEXT,
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
                        true)));
        opened.whenAnswering("/healthz", () -> publish(opened));
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        if (endpoint != null) {
            endpoint.unregister();
        }
        forgetDiscovery();
        if (servlet != null) {
            servlet.unregister();
        }
        address.set(null);
        if (listener != null) {
            listener.close();
        }
    }

    private synchronized void publish(Listeners.Listener opened) {
        if (stopped) {
            return;
        }
        Map<String, Object> values = Map.of("url", opened.uri().toString(), "token", token.value());
        written = Json.bytes(Json.object().put("url", opened.uri().toString()).put("token", token.value()));
        try {
            AtomicFiles.write(discovery, written);
        } catch (IOException e) {
            LOG.atError().addKeyValue("file", discovery).setCause(e).log("local API cannot say where it is");
        }
        Supplier<Map<String, Object>> supplier = () -> values;
        endpoint = context.registerService(
                Supplier.class, supplier, FrameworkUtil.asDictionary(Map.of("atelier.endpoint", "localApi")));
        LOG.atInfo().addKeyValue("url", opened.uri()).log("local API is up");
    }

    /** Only our own: a process that took over this home in the meantime has written its own. */
    private void forgetDiscovery() {
        try {
            if (Files.exists(discovery) && Arrays.equals(Files.readAllBytes(discovery), written)) {
                Files.delete(discovery);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", discovery).setCause(e).log("discovery file not removed");
        }
    }
}
