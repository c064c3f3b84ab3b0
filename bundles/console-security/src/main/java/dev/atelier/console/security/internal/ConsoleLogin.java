package dev.atelier.console.security.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Leftover;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks every request to the console, stock pages included, for its session. */
@Component(service = SecurityProvider.class, property = SecurityProvider.PROPERTY_ID + "=atelier")
public final class ConsoleLogin implements SecurityProvider {
    private static final Leftover LEFTOVER = new Leftover();
    private final Doors doors;

    @Activate
    public ConsoleLogin(@Reference(name = "doors") Doors doors) {
        this.doors = doors;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        try {
            if (!Origins.ourHost(request)) {
                answer(request, response, 403, "foreign_host", "This console does not answer to that host name.");
                return null;
            }
            if (doors.inside(request)) {
                return Doors.USER;
            }
            if (wantsPage(request)) {
                response.setHeader("Cache-Control", "no-store");
                response.sendRedirect("/login?next=" + URLEncoder.encode(wanted(request), StandardCharsets.UTF_8));
            } else {
                answer(request, response, 401, "unauthorized", "Log in first.");
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean authorize(Object user, String role) {
        return Doors.USER.equals(user);
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        doors.leave(request, response);
        if (!response.isCommitted()) {
            try {
                response.sendRedirect("/login");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET")
                && accept != null
                && accept.contains("text/html")
                && !request.getRequestURI().startsWith(NextPath.CONSOLE + "/api/");
    }

    private static String wanted(HttpServletRequest request) {
        String query = request.getQueryString();
        return NextPath.checked(request.getRequestURI() + (query == null ? "" : "?" + query));
    }

    static void answer(
            HttpServletRequest request, HttpServletResponse response, int status, String code, String message)
            throws IOException {
        LEFTOVER.drain(request);
        byte[] body = Json.bytes(Json.object().put("error", code).put("message", message));
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
