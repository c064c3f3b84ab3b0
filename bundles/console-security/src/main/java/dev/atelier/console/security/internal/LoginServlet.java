package dev.atelier.console.security.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way in: a password, or a link that works once and offers to set one. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/login",
            "osgi.http.whiteboard.servlet.pattern=/login/*",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=atelier-main)"
        })
public final class LoginServlet extends HttpServlet {
    static final int SHORTEST = 10;

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1024;
    private static final long MOST_BODY = 8 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LoginServlet.class);

    private final transient Doors doors;

    @Activate
    public LoginServlet(@Reference(name = "doors") Doors doors) {
        this.doors = doors;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", LoginPages.POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!Origins.ourHost(request)) {
            ConsoleLogin.answer(
                    request, response, 403, "foreign_host", "This console does not answer to that host name.");
            return;
        }
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (request.getMethod() + " " + info) {
            case "GET " -> show(request, response);
            case "POST " -> change(request, response, this::login);
            case "GET /password" -> offer(request, response, "", 200);
            case "POST /password" -> change(request, response, this::setPassword);
            case "GET /style.css" -> style(response);
            default -> ConsoleLogin.answer(request, response, 404, "not_found", "There is no such page.");
        }
    }

    private interface Change {
        void make(HttpServletRequest request, HttpServletResponse response, Fields fields) throws IOException;
    }

    private void change(HttpServletRequest request, HttpServletResponse response, Change change) throws IOException {
        if (!Origins.ourPage(request::getHeader)) {
            ConsoleLogin.answer(request, response, 403, "cross_origin", "This form did not come from this console.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes((int) MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            ConsoleLogin.answer(request, response, 413, "too_large", "This form is too large.");
            return;
        }
        change.make(request, response, Fields.of(new String(body, StandardCharsets.UTF_8)));
    }

    private void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.of(request.getQueryString() == null ? "" : request.getQueryString());
        String next = NextPath.checked(query.get("next"));
        String token = query.get("token");
        if (!token.isEmpty()) {
            byLink(request, response, token, next);
        } else if (doors.inside(request)) {
            goTo(response, next);
        } else {
            page(request, response, 200, next, "");
        }
    }

    private void byLink(HttpServletRequest request, HttpServletResponse response, String token, String next)
            throws IOException {
        if (String.valueOf(request.getHeader("Sec-Purpose")).contains("prefetch")) {
            response.setStatus(503); // a browser that looks ahead must not use the link up
            return;
        }
        Duration wait = doors.throttle().wait(request.getRemoteAddr());
        if (!wait.isZero()) {
            later(request, response, wait, next);
            return;
        }
        if (!doors.links().redeem(token)) {
            doors.throttle().failed(request.getRemoteAddr());
            page(request, response, 403, next, "This link has been used or is too old.");
            return;
        }
        doors.throttle().passed(request.getRemoteAddr());
        doors.enter(request, response);
        LOG.info("console opened by login link");
        goTo(response, doors.password().isSet() ? next : "/login/password");
    }

    private void login(HttpServletRequest request, HttpServletResponse response, Fields fields) throws IOException {
        String next = NextPath.checked(fields.get("next"));
        String address = request.getRemoteAddr();
        Duration wait = doors.throttle().wait(address);
        if (!wait.isZero()) {
            later(request, response, wait, next);
            return;
        }
        if (!doors.checking().tryAcquire()) {
            later(request, response, Duration.ofSeconds(1), next);
            return;
        }
        boolean right;
        try {
            right = matches(fields.get("password"));
        } finally {
            doors.checking().release();
        }
        if (right) {
            doors.throttle().passed(address);
            doors.enter(request, response);
            goTo(response, next);
        } else {
            doors.throttle().failed(address);
            LOG.atWarn().addKeyValue("address", address).log("console login failed");
            page(request, response, 403, next, "That is not the password.");
        }
    }

    private boolean matches(String password) throws IOException {
        Optional<PasswordHash> set = doors.password().read();
        return set.isPresent() && password.length() <= LONGEST && set.get().matches(password);
    }

    private void offer(HttpServletRequest request, HttpServletResponse response, String problem, int status)
            throws IOException {
        if (!doors.inside(request)) {
            goTo(response, "/login");
        } else if (doors.password().isSet()) {
            goTo(response, NextPath.CONSOLE);
        } else {
            html(response, status, LoginPages.firstPassword(theme(request), NextPath.CONSOLE, problem));
        }
    }

    private void setPassword(HttpServletRequest request, HttpServletResponse response, Fields fields)
            throws IOException {
        String password = fields.get("password");
        if (!doors.inside(request) || doors.password().isSet()) {
            offer(request, response, "", 200);
        } else if (password.length() < SHORTEST || password.length() > LONGEST) {
            offer(request, response, "Use at least " + SHORTEST + " characters.", 400);
        } else if (!password.equals(fields.get("again"))) {
            offer(request, response, "The two are not the same.", 400);
        } else {
            doors.password().write(PasswordHash.of(password));
            LOG.info("console password set");
            goTo(response, NextPath.checked(fields.get("next")));
        }
    }

    private void later(HttpServletRequest request, HttpServletResponse response, Duration wait, String next)
            throws IOException {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader("Retry-After", Long.toString(seconds));
        page(request, response, 429, next, "Too many wrong tries. Try again in " + seconds + " s.");
    }

    private void page(HttpServletRequest request, HttpServletResponse response, int status, String next, String problem)
            throws IOException {
        String theme = theme(request);
        html(
                response,
                status,
                doors.password().isSet()
                        ? LoginPages.password(theme, next, problem)
                        : LoginPages.noPassword(theme, problem));
    }

    private static String theme(HttpServletRequest request) {
        return Doors.cookie(request, "atelier_theme").orElse("");
    }

    private static void html(HttpServletResponse response, int status, String page) throws IOException {
        response.setStatus(status);
        write(response, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    private static void style(HttpServletResponse response) throws IOException {
        try (InputStream sheet = LoginServlet.class.getResourceAsStream("login.css")) {
            if (sheet == null) {
                throw new IOException("login.css is missing from this bundle");
            }
            response.setHeader("Cache-Control", "max-age=3600");
            write(response, "text/css;charset=utf-8", sheet.readAllBytes());
        }
    }

    private static void write(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void goTo(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
    }
}
