package dev.atelier.engine.agent.callback;

import dev.atelier.common.api.Secret;
import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.Listeners;
import dev.atelier.http.api.RouteMounts;
import dev.atelier.http.api.Routes;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import jakarta.servlet.Servlet;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** One more listener of this process, with nothing on it but the door. */
@Component(service = Callbacks.class)
public final class CallbackPort implements Callbacks {
    private static final String NAME = "agent-callback";
    private static final String CONTEXT =
            "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=atelier-" + NAME + ")";
    private static final ErrorForm FORM = error -> Rpc.write(
            new Rpc.Failure("", RpcCode.ofStatus(error.status()), Objects.requireNonNullElse(error.getMessage(), "")));

    private final BundleContext context;
    private final Listeners listeners;
    private final RouteMounts mounts;

    @Activate
    public CallbackPort(
            BundleContext context,
            @Reference(name = "listeners") Listeners listeners,
            @Reference(name = "mounts") RouteMounts mounts) {
        this.context = context;
        this.listeners = listeners;
        this.mounts = mounts;
    }

    @Override
    public Closeable open(String bind, int port, Secret token, Callee callee, Runnable ready) {
        Listeners.Listener listener = listeners.open(NAME, bind, port, false);
        try {
            List<ServiceRegistration<?>> routes = serve(token, callee);
            listener.whenAnswering("/health", ready);
            return () -> {
                try {
                    routes.forEach(ServiceRegistration::unregister);
                } finally {
                    listener.close();
                }
            };
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private List<ServiceRegistration<?>> serve(Secret token, Callee callee) {
        return List.of(
                context.registerService(
                        Routes.class,
                        new CallbackDoor(token, callee),
                        FrameworkUtil.asDictionary(Map.of(Routes.LISTENER, NAME))),
                context.registerService(
                        Servlet.class,
                        mounts.mount(NAME, request -> String.valueOf(request.getRemoteAddr()), FORM),
                        FrameworkUtil.asDictionary(Map.of(
                                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                                "/*",
                                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
                                true,
                                HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                                CONTEXT))));
    }
}
