package dev.atelier.console.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Our pages beside the stock ones: the same context and the same login, but a frame of our own. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/make",
            "osgi.http.whiteboard.servlet.pattern=/jobs",
            "osgi.http.whiteboard.servlet.pattern=/jobs/*",
            "osgi.http.whiteboard.servlet.pattern=/engines",
            "osgi.http.whiteboard.servlet.pattern=/engines/*",
            "osgi.http.whiteboard.servlet.pattern=/models",
            "osgi.http.whiteboard.servlet.pattern=/worker",
            "osgi.http.whiteboard.servlet.pattern=/queue",
            "osgi.http.whiteboard.servlet.pattern=/queue/*",
            "osgi.http.whiteboard.servlet.pattern=/gallery",
            "osgi.http.whiteboard.servlet.pattern=/gallery/*",
            "osgi.http.whiteboard.servlet.pattern=/hosts",
            "osgi.http.whiteboard.servlet.pattern=/hosts/*",
            "osgi.http.whiteboard.servlet.pattern=/keys",
            "osgi.http.whiteboard.servlet.pattern=/fleet",
            "osgi.http.whiteboard.servlet.pattern=/fleet/*",
            "osgi.http.whiteboard.servlet.pattern=/agents",
            "osgi.http.whiteboard.servlet.pattern=/agents/*",
            "osgi.http.whiteboard.servlet.pattern=/logs",
            "osgi.http.whiteboard.servlet.pattern=/settings",
            Console.IN_CONSOLE
        })
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String THEME = "atelier_theme";

    private final transient Console console;

    @Activate
    public PageServlet(@Reference(name = "console") Console console) {
        this.console = console;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Shell shell = console.shell();
        byte[] page = shell.page(shell.place(name(request)), theme(request)).getBytes(StandardCharsets.UTF_8);
        response.setHeader("Content-Security-Policy", Shell.POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    private static String name(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.substring(1).split("[/;]", 2)[0];
    }

    static String theme(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? ""
                : Arrays.stream(cookies)
                        .filter(c -> c.getName().equals(THEME))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse("");
    }
}
