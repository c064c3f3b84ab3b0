package dev.atelier.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** The servlets of one listener. Lets a request in only when it bears that listener's mark. */
final class ListenerContext implements ServiceFactory<ServletContextHelper> {
    private final String listener;

    private ListenerContext(String listener) {
        this.listener = listener;
    }

    static String nameOf(String listener) {
        return "atelier-" + listener;
    }

    /** The value of a servlet's {@code osgi.http.whiteboard.context.select} for this listener. */
    static String select(String listener) {
        return "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=" + nameOf(listener) + ")";
    }

    static ServiceRegistration<?> register(BundleContext context, String listener, String path) {
        Map<String, Object> properties = Map.of(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME,
                nameOf(listener),
                HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH,
                path);
        return context.registerService(
                ServletContextHelper.class, new ListenerContext(listener), FrameworkUtil.asDictionary(properties));
    }

    @Override
    public ServletContextHelper getService(Bundle bundle, ServiceRegistration<ServletContextHelper> registration) {
        return new Helper(bundle, listener);
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<ServletContextHelper> registration, ServletContextHelper service) {}

    private static final class Helper extends ServletContextHelper {
        private final String listener;

        Helper(Bundle bundle, String listener) {
            super(bundle);
            this.listener = listener;
        }

        @Override
        public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (listener.equals(request.getAttribute(Marks.LISTENER))) {
                return true;
            }
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return false;
        }
    }
}
