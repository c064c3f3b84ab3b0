package dev.atelier.runtime.http.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Listeners;
import dev.atelier.runtime.api.WorkerRuntime;
import jakarta.servlet.Servlet;
import java.io.IOException;
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
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the port of the runtime, whether or not the runtime is open yet, and says where it is. */
@Component(service = RuntimeListener.class, immediate = true, configurationPid = "dev.atelier.runtime.http")
@Designate(ocd = RuntimeHttpConfig.class)
public final class RuntimeListener {
    private static final String NAME = "runtime";
    private static final String CONTEXT =
            "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=atelier-" + NAME + ")";
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeListener.class);

    private final BundleContext context;
    private final Listeners listeners;
    private final Secret token;
    private final String bind;
    private final int port;
    private final boolean alone;
    private final ObservationSockets sockets = new ObservationSockets();
    private boolean stopped;
    private Listeners.@Nullable Listener listener;
    private @Nullable ServiceRegistration<?> servlet;
    private @Nullable ServiceRegistration<?> told;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable WorkerRuntime runtime;

    @Activate
    public RuntimeListener(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "listeners") Listeners listeners,
            RuntimeHttpConfig config)
            throws IOException {
        this.context = context;
        this.listeners = listeners;
        this.token = RuntimeToken.of(home);
        this.bind = config.runtime_bind();
        this.port = config.runtime_port();
        this.alone = home.roles().size() == 1;
    }

    @Activate
    synchronized void start() {
        Listeners.Listener opened;
        try {
            // Beside other roles the address is told by the endpoints file, and a second home must start too.
            opened = listeners.open(NAME, bind, port, !alone);
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("bind", bind)
                    .addKeyValue("port", port)
                    .setCause(e)
                    .log("runtime cannot listen");
            tell(
                    "atelier.failure",
                    "runtime-http",
                    () -> "atelier: the runtime cannot listen — " + e.getMessage()
                            + "; choose another with --bind or ATELIER_RUNTIME_PORT");
            return;
        }
        listener = opened;
        sockets.start();
        servlet = context.registerService(
                Servlet.class,
                new RuntimeServlet(token, () -> runtime, new ObservationDoor(sockets)),
                FrameworkUtil.asDictionary(Map.of(
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                        "/*",
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                        CONTEXT,
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
                        true)));
        opened.whenAnswering("/v1/runtime", () -> publish(opened));
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        if (told != null) {
            told.unregister();
        }
        sockets.stop(); // first: they still need their lines
        if (servlet != null) {
            servlet.unregister();
        }
        if (listener != null) {
            listener.close();
        }
    }

    private synchronized void publish(Listeners.Listener opened) {
        if (stopped) {
            return;
        }
        Map<String, Object> values = Map.of("url", opened.uri().toString(), "token", token.value());
        tell("atelier.endpoint", NAME, () -> values);
        LOG.atInfo().addKeyValue("url", opened.uri()).log("runtime listens");
    }

    private void tell(String property, String name, Supplier<Object> what) {
        told = context.registerService(Supplier.class, what, FrameworkUtil.asDictionary(Map.of(property, name)));
    }
}
