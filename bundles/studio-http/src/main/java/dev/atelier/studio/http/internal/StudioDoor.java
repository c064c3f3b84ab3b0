package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Readiness;
import dev.atelier.http.api.RouteMounts;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
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
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** The studio's place on the main listener, also while there is nothing behind it yet. */
@Component(
        service = {StudioDoor.class, Readiness.class},
        immediate = true)
public final class StudioDoor implements Readiness {
    private static final String CONTEXT = "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=atelier-main)";

    private final BundleContext context;
    private final RouteMounts mounts;
    private @Nullable ServiceRegistration<?> registration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StudioRoutes studio;

    @Activate
    public StudioDoor(BundleContext context, @Reference(name = "mounts") RouteMounts mounts) {
        this.context = context;
        this.mounts = mounts;
    }

    @Activate
    void start() {
        Servlet servlet = new StudioServlet(mounts.mount(StudioRoutes.STUDIO, this::check), () -> studio);
        registration = context.registerService(
                Servlet.class,
                servlet,
                FrameworkUtil.asDictionary(Map.of(
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                        OpenApi.PREFIX + "/*",
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                        CONTEXT,
                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
                        true)));
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public Optional<String> notReadyBecause() {
        return studio == null ? Optional.of("the studio's store is not open yet") : Optional.empty();
    }

    /** Routes ask for credentials by themselves, each for its own; the caller is the address. */
    private String check(HttpServletRequest request) {
        if (studio == null) {
            throw Refusals.unavailable("the studio is starting");
        }
        return String.valueOf(request.getRemoteAddr());
    }
}
