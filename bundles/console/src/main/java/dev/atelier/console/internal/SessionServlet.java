package dev.atelier.console.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who is asking. Pages also use it to find out that their session has ended. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/api/session", Console.IN_CONSOLE})
public final class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Home home;

    @Activate
    public SessionServlet(@Reference(name = "home") Home home) {
        this.home = home;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String theme = PageServlet.theme(request);
        byte[] body = Json.bytes(Json.object()
                .put("user", "operator")
                .put("theme", theme.isEmpty() ? "system" : theme)
                .put("firstRun", !Files.exists(home.state().resolve("console-password"))));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
