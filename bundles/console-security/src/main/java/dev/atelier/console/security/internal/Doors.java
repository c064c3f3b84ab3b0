package dev.atelier.console.security.internal;

import dev.atelier.common.api.Home;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The ways into the console and those who are inside. A changed setting must log nobody out, so it swaps one value. */
@Component(service = Doors.class, configurationPid = Doors.PID)
@Designate(ocd = SecurityConfig.class)
public final class Doors {
    static final String PID = "dev.atelier.console.security";
    static final String COOKIE = "atelier_session";
    static final String USER = "operator";

    private final String cookieName;
    private final PasswordFile password;
    private final LoginLinks links;
    private final Sessions sessions;
    private final Throttle throttle;
    /** Checking a password is work on purpose; a crowd of callers must not take all processors. */
    private final Semaphore checking = new Semaphore(2);

    private volatile Duration idle;

    @Activate
    public Doors(@Reference(name = "home") Home home, SecurityConfig config) {
        this(
                new PasswordFile(home.state().resolve("console-password")),
                idle(config),
                Clock.systemUTC(),
                // A browser keeps cookies per host, not per port: two homes on one machine must not log each other out.
                COOKIE + "_" + Integer.toHexString(home.root().toString().hashCode()));
    }

    Doors(PasswordFile password, Duration idle, Clock clock) {
        this(password, idle, clock, COOKIE);
    }

    private Doors(PasswordFile password, Duration idle, Clock clock, String cookieName) {
        this.cookieName = cookieName;
        this.password = password;
        this.idle = idle;
        this.links = new LoginLinks(clock);
        this.sessions = new Sessions(clock, () -> this.idle);
        this.throttle = new Throttle(clock);
    }

    @Modified
    void configure(SecurityConfig config) {
        idle = idle(config);
    }

    PasswordFile password() {
        return password;
    }

    LoginLinks links() {
        return links;
    }

    Throttle throttle() {
        return throttle;
    }

    Semaphore checking() {
        return checking;
    }

    boolean inside(HttpServletRequest request) {
        return cookie(request).filter(sessions::touch).isPresent();
    }

    void enter(HttpServletRequest request, HttpServletResponse response) {
        leave(request);
        setCookie(request, response, sessions.open(), Sessions.LONGEST.toSeconds());
    }

    void leave(HttpServletRequest request, HttpServletResponse response) {
        leave(request);
        setCookie(request, response, "", 0);
    }

    private void leave(HttpServletRequest request) {
        cookie(request).ifPresent(sessions::close);
    }

    static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(c -> c.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    private Optional<String> cookie(HttpServletRequest request) {
        return cookie(request, cookieName);
    }

    private void setCookie(HttpServletRequest request, HttpServletResponse response, String id, long seconds) {
        String secure = request.isSecure() ? "; Secure" : "";
        response.addHeader(
                "Set-Cookie",
                String.format(
                        Locale.ROOT,
                        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
                        cookieName,
                        id,
                        seconds,
                        secure));
    }

    private static Duration idle(SecurityConfig config) {
        return Duration.ofHours(Math.max(1, Math.min(168, config.console_session__hours())));
    }
}
